package io.voxbus.media.leg.webrtc;

import io.voxbus.dtls.SrtpKeys;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.rtp.Srtp;
import io.voxbus.rtp.SrtpSuite;
import java.util.Base64;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells by what a leg is encrypted, and how far the client's stream has come, often enough for another node to decrypt
 * what follows: a receiver guesses a packet's index right from one that is not older than 2^15 packets. On the media
 * loop's thread.
 */
final class SrtpProgress {
  /** Of a client's packets; there are 50 a second. */
  private static final long TELL_EVERY = 1 << 13;
  /** Also a client that has another stream with each packet is not told of more often. */
  private static final long LEAST_NANOS = 1_000_000_000;

  private final Consumer<Carrier.Secured> told;
  private Carrier.@Nullable Secured by;
  private int ssrc;
  private long index = -1;
  private long toldNanos;

  SrtpProgress(Consumer<Carrier.Secured> told) {
    this.told = told;
  }

  static Carrier.Secured of(SrtpKeys keys) {
    Base64.Encoder base64 = Base64.getEncoder();
    return new Carrier.Secured(keys.profile().name(), base64.encodeToString(keys.send()),
        base64.encodeToString(keys.receive()), null);
  }

  static Srtp sending(Carrier.Secured by) {
    return new Srtp(suite(by), Base64.getDecoder().decode(by.send()), true);
  }

  static Srtp receiving(Carrier.Secured by) {
    Carrier.Received received = by.received();
    return Srtp.receivingFrom(suite(by), Base64.getDecoder().decode(by.receive()),
        received == null ? null : new Srtp.Progress(received.ssrc(), received.index()));
  }

  /** A handshake has come to an end. */
  void begin(Carrier.Secured secured) {
    goOn(secured);
    told.accept(secured);
  }

  /** These keys are in use, and whoever has to know it does. */
  void goOn(Carrier.Secured secured) {
    by = secured;
    index = -1;
  }

  /** A packet has been decrypted. */
  void follow(Srtp incoming, long nowNanos) {
    boolean news = index < 0 || incoming.ssrc() != ssrc || incoming.index() - index >= TELL_EVERY;
    if (news && by != null && (index < 0 || nowNanos - toldNanos >= LEAST_NANOS)) {
      ssrc = incoming.ssrc();
      index = incoming.index();
      toldNanos = nowNanos;
      by = new Carrier.Secured(by.suite(), by.send(), by.receive(),
          new Carrier.Received(ssrc, index));
      told.accept(by);
    }
  }

  private static SrtpSuite suite(Carrier.Secured by) {
    return SrtpSuite.valueOf(by.suite());
  }
}
