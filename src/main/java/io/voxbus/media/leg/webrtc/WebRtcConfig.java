package io.voxbus.media.leg.webrtc;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.voxbus.protocol.api.Seconds;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code webrtc} section of the configuration.
 *
 * @param port             UDP, for all calls of the node; 0: any free one
 * @param addresses        addresses of this machine to use; none: all of them, or without API keys loopback only
 * @param publicAddresses  addresses by which clients reach this machine through a NAT that keeps the port
 * @param ipv6             whether addresses of IPv6 are used
 * @param tcp              whether clients may connect by TCP as well, to the same port
 * @param certificate      PEM file with key and certificate, the same on every node; none: one is made and agreed on
 * @param codecs           in the order they are preferred
 * @param opus             how Opus is sent
 * @param handshakeTimeout until media must flow, where the call does not say
 * @param consentTimeout   a client whose checks have been absent for so long is gone
 * @param maxHandshakes    how many are computed at once; more wait
 */
public record WebRtcConfig(Integer port, List<String> addresses, List<String> publicAddresses,
    Boolean ipv6, Boolean tcp, @Nullable String certificate, List<String> codecs, OpusConfig opus,
    Seconds handshakeTimeout, Seconds consentTimeout, int maxHandshakes) {
  private static final int COMPLEXITY = 3;

  public WebRtcConfig {
    port = port == null ? Integer.valueOf(20_000) : port;
    addresses = list(addresses);
    publicAddresses = list(publicAddresses);
    ipv6 = ipv6 == null ? Boolean.TRUE : ipv6;
    tcp = tcp == null ? Boolean.TRUE : tcp;
    certificate = certificate == null || certificate.isBlank() ? null : certificate;
    codecs = codecs == null ? List.of("opus", "g722", "pcmu", "pcma") : codecs;
    opus = opus == null ? OpusConfig.DEFAULTS : opus;
    handshakeTimeout = handshakeTimeout == null ? new Seconds(15_000) : handshakeTimeout;
    consentTimeout = consentTimeout == null ? new Seconds(20_000) : consentTimeout;
    maxHandshakes = maxHandshakes == 0 ? 64 : maxHandshakes;
  }

  /** The same for a node that only its own machine may reach: on loopback, unless addresses are named. */
  public WebRtcConfig sheltered() {
    return addresses.isEmpty()
        ? new WebRtcConfig(port, List.of("127.0.0.1"), publicAddresses, ipv6, tcp, certificate,
            codecs, opus, handshakeTimeout, consentTimeout, maxHandshakes)
        : this;
  }

  /** A variable holds several with commas between them. */
  private static List<String> list(@Nullable List<String> given) {
    return given == null
        ? List.of()
        : given.stream().flatMap(some -> Stream.of(some.split(",", -1))).map(String::trim)
            .filter(one -> !one.isEmpty()).toList();
  }

  /**
   * What we send, and ask browsers to send.
   *
   * @param bitrate        bit/s
   * @param complexity     0 (fast) to 10
   * @param maxPlaybackRate Hz that browsers are told we play
   * @param red             whether packets may repeat each other (RFC 2198)
   * @param dtx             whether silence is not sent, by us and by browsers that can
   * @param installed       whether libopus is used, where the machine has it, for all Opus of the node
   */
  public record OpusConfig(int bitrate, Integer complexity, int maxPlaybackRate, Boolean red,
      Boolean dtx,
      @JsonProperty("native") Native installed) {
    /** What stands in the configuration. */
    static final OpusConfig DEFAULTS = new OpusConfig(0, COMPLEXITY, 0, Boolean.TRUE, Boolean.FALSE,
        Native.AUTO);

    public OpusConfig {
      bitrate = bitrate == 0 ? 24_000 : bitrate;
      complexity = complexity == null ? Integer.valueOf(COMPLEXITY) : complexity;
      maxPlaybackRate = maxPlaybackRate == 0 ? 16_000 : maxPlaybackRate;
      red = red == null ? Boolean.TRUE : red;
      dtx = dtx == null ? Boolean.FALSE : dtx;
      installed = installed == null ? Native.AUTO : installed;
    }
  }

  /** Whether libraries of the machine are used. */
  public enum Native {
    /** Where there are. */
    @JsonProperty("auto")
    AUTO,
    /** Never. */
    @JsonProperty("off")
    OFF
  }
}
