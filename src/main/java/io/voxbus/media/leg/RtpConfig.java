package io.voxbus.media.leg;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.voxbus.protocol.api.Millis;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.rtp.RtpCodec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code rtp} section of the configuration: the media of telephone calls.
 *
 * @param host        where RTP is received; a wildcard announces the machine's first address
 * @param externalIp  announced instead of it, for a machine behind NAT
 * @param host6       the same for IPv6; without it IPv6 is refused
 * @param firstPort   of the range: RTP takes even ones, RTCP the next
 * @param nat         whether only announced addresses are heard, or one other may be learnt
 * @param rtpTimeout  of silence on the wire after which the remote party counts as gone
 * @param statistics  between two reports
 * @param codecs      in the order we like them
 * @param dscp        class of service (RFC 2474), 46: expedited, 0: none
 */
public record RtpConfig(String host, @Nullable String externalIp, @Nullable String host6,
    @Nullable String externalIp6, int firstPort, int lastPort, Nat nat, Seconds rtpTimeout,
    Millis jitterMin, Millis jitterMax, Seconds statistics, List<String> codecs, Integer dscp) {
  private static final int MAX_PORT = 65_535;
  private static final int EXPEDITED = 46;
  private static final int MAX_DSCP = 63;
  private static final int MOST_JITTER_MILLIS = 250;
  private static final int LEAST_STATISTICS_MILLIS = 100;

  /** Whose packets are heard. */
  public enum Nat {
    @JsonProperty("strict")
    STRICT, @JsonProperty("learn")
    LEARN
  }

  public RtpConfig {
    host = blank(host) ? "0.0.0.0" : host;
    externalIp = blank(externalIp) ? null : externalIp;
    host6 = blank(host6) ? null : host6;
    externalIp6 = blank(externalIp6) ? null : externalIp6;
    firstPort = firstPort == 0 ? 10_000 : firstPort;
    lastPort = lastPort == 0 ? 19_999 : lastPort;
    nat = nat == null ? Nat.STRICT : nat;
    rtpTimeout = rtpTimeout == null ? new Seconds(60_000) : rtpTimeout;
    jitterMin = jitterMin == null ? new Millis(20) : jitterMin;
    jitterMax = jitterMax == null ? new Millis(200) : jitterMax;
    statistics = statistics == null ? new Seconds(5000) : statistics;
    codecs = codecs == null ? List.of("g722", "pcmu", "pcma", "opus") : List.copyOf(codecs);
    dscp = dscp == null ? Integer.valueOf(EXPEDITED) : dscp;
    if (firstPort < 1 || lastPort > MAX_PORT || firstPort + 1 > lastPort) {
      throw new IllegalArgumentException("ports from " + firstPort + " to " + lastPort);
    }
    if (jitterMin.millis() < 0 || jitterMin.millis() > jitterMax.millis()
        || jitterMax.millis() > MOST_JITTER_MILLIS) {
      throw new IllegalArgumentException(
          "jitter buffer from " + jitterMin.millis() + " to " + jitterMax.millis() + " ms");
    }
    if (statistics.millis() < LEAST_STATISTICS_MILLIS) {
      throw new IllegalArgumentException("statistics every " + statistics.millis() + " ms");
    }
    if (dscp < 0 || dscp > MAX_DSCP) {
      throw new IllegalArgumentException("dscp " + dscp);
    }
    rtpCodecs(codecs);
  }

  List<RtpCodec> rtpCodecs() {
    return rtpCodecs(codecs);
  }

  private static List<RtpCodec> rtpCodecs(List<String> names) {
    List<RtpCodec> codecs = new ArrayList<>();
    for (String name : names) {
      RtpCodec codec = RtpCodec.named(name);
      if (codec == null) {
        throw new IllegalArgumentException(
            "no codec " + name + "; there are pcmu, pcma, g722, opus");
      }
      codecs.add(codec);
    }
    return codecs;
  }

  private static boolean blank(@Nullable String text) {
    return text == null || text.isBlank();
  }
}
