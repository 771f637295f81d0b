package io.voxbus.media.leg;

import io.voxbus.bus.Fault;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.sdp.Keying;
import io.voxbus.sdp.MediaLine;
import io.voxbus.sdp.Negotiation;
import io.voxbus.sdp.Sdp;
import io.voxbus.sdp.Terms;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens telephone legs. */
public final class RtpLegs {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Ports ports;
  private final RtpConfig config;

  public RtpLegs(RtpConfig config) {
    this.config = config;
    this.ports = new Ports(config);
  }

  public Ports ports() {
    return ports;
  }

  /**
   * Opens a leg.
   *
   * @param ipv6 whether our offer is for IPv6; an answer goes by the offer
   * @throws Fault 488 for an offer that can't be read or met, 503 without a port
   */
  public OpenLeg open(Carrier.Rtp carrier, boolean ipv6, ChannelLoop loop, RtpScratch scratch,
      Consumer<MediaEvent> events) {
    String text = carrier.offer();
    Sdp offer = text == null ? null : SdesSignalling.offered(() -> Sdp.parse(text));
    Carrier.Talk talk = carrier.talk();
    Sdp before = talk == null ? null : SdesSignalling.faults(() -> Sdp.parse(talk.ours()));
    Sdp known = before == null ? offer : before;
    boolean six = known == null ? ipv6 : ipv6(known);
    Ports.Pair former = before == null ? null : former(six, before);
    Ports.Pair pair = former == null ? ports.take(six) : former;
    RtpLeg leg = new RtpLeg(new RtpLeg.Ground(loop, ports, config, scratch), pair, events);
    try {
      Terms terms = new Terms(String.valueOf(RANDOM.nextLong(1L << 62)), ports.announced(six),
          pair.port(), pair.port() + 1, config.rtpCodecs(),
          Keying.valueOf(carrier.srtp().name()), RtpLegs::random);
      SdesSignalling signalling = new SdesSignalling(offer, negotiation(terms, before, talk),
          agreed -> loop.execute(() -> leg.agree(agreed)));
      if (former != null) {
        signalling.goOn();
      }
      String sdp = signalling.open();
      loop.execute(() -> listen(leg, events));
      return new OpenLeg(leg, signalling, sdp, former != null);
    } catch (RuntimeException e) {
      loop.execute(leg::close);
      throw e;
    }
  }

  /** The ports that another node has had, if they can be had here. */
  private Ports.@Nullable Pair former(boolean six, Sdp ours) {
    MediaLine audio = audio(ours);
    if (audio == null) {
      return null;
    }
    String connection = String.valueOf(ours.connection(audio));
    return ports.again(six, connection.substring(connection.lastIndexOf(' ') + 1), audio.port());
  }

  private static Negotiation negotiation(Terms terms, @Nullable Sdp ours,
      Carrier.@Nullable Talk talk) {
    return ours == null || talk == null
        ? new Negotiation(terms)
        : SdesSignalling.faults(() -> Negotiation
            .resumed(terms, ours, Sdp.parse(talk.theirs()), talk.offers()));
  }

  private static void listen(RtpLeg leg, Consumer<MediaEvent> events) {
    try {
      leg.open();
    } catch (IOException e) {
      events.accept(new MediaEvent.Failed("rtp", 503, String.valueOf(e.getMessage())));
    }
  }

  private static boolean ipv6(Sdp offer) {
    MediaLine audio = audio(offer);
    return audio != null && ipv6(offer.connection(audio));
  }

  private static @Nullable MediaLine audio(Sdp sdp) {
    return sdp.media().stream().filter(line -> line.isAudio() && line.port() > 0).findFirst()
        .orElse(null);
  }

  private static boolean ipv6(@Nullable String connection) {
    return connection != null && connection.contains("IP6");
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
