package io.voxbus.media.leg.webrtc;

import io.voxbus.audio.Opus;
import io.voxbus.audio.Pcm;
import io.voxbus.dtls.Handshake;
import io.voxbus.dtls.Identity;
import io.voxbus.dtls.SrtpKeys;
import io.voxbus.dtls.SrtpProfile;
import io.voxbus.dtls.Terms;
import io.voxbus.rtp.RtpPacket;
import io.voxbus.rtp.Srtp;
import io.voxbus.rtp.SrtpSuite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What takes half a second and more at its first time, so that no caller waits for it: handshakes, the ciphers of SRTP,
 * Opus.
 */
final class WarmUp {
  private static final int ROUNDS = 3;
  private static final int OPUS_FRAMES = 500;
  private static final int PACKETS = 200;
  private static final int PACKET_BYTES = 172;
  private static final int PATIENCE_MILLIS = 10_000;

  private static final AtomicBoolean DONE = new AtomicBoolean();

  private WarmUp() {}

  /** The first time in this JVM. */
  static void run(Identity server) {
    if (DONE.getAndSet(true)) {
      return;
    }
    Identity client = Identity.create();
    for (int i = 0; i < ROUNDS; i++) {
      for (SrtpProfile profile : SrtpProfile.values()) {
        srtp(shake(server, client, profile));
      }
    }
    opus();
  }

  private static SrtpKeys shake(Identity server, Identity client, SrtpProfile profile) {
    AtomicReference<@Nullable Handshake> caller = new AtomicReference<>();
    Handshake answering = new Handshake(server,
        Terms.of(client.fingerprint(), PATIENCE_MILLIS), datagram -> {
          Handshake calling = caller.get();
          if (calling != null) {
            calling.arrive(datagram);
          }
        });
    Handshake calling = new Handshake(client, Terms.of(server.fingerprint(), PATIENCE_MILLIS),
        answering::arrive);
    caller.set(calling);
    CompletableFuture<SrtpKeys> keys = CompletableFuture.supplyAsync(() -> {
      try {
        return answering.accept();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }, Thread::startVirtualThread);
    try {
      calling.connect(profile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return keys.orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).join();
  }

  private static void srtp(SrtpKeys keys) {
    SrtpSuite suite = SrtpSuite.valueOf(keys.profile().name());
    Srtp out = new Srtp(suite, keys.send(), true);
    Srtp in = new Srtp(suite, keys.send(), false);
    byte[] packet = new byte[PACKET_BYTES + Srtp.MAX_GROWTH];
    for (int i = 0; i < PACKETS; i++) {
      packet[0] = (byte) 0x80;
      packet[3] = (byte) i;
      in.unprotect(packet, out.protect(packet, PACKET_BYTES));
    }
    packet[1] = (byte) 200;
    in.unprotectControl(packet, out.protectControl(packet, RtpPacket.HEADER + 16));
  }

  private static void opus() {
    Opus encoder = new Opus(Pcm.RATE);
    Opus decoder = new Opus(Pcm.RATE);
    short[] frame = new short[Pcm.FRAME];
    short[] heard = new short[Opus.MAX_SAMPLES];
    byte[] packet = new byte[Opus.MAX_BYTES];
    for (int i = 0; i < OPUS_FRAMES; i++) {
      for (int j = 0; j < frame.length; j++) {
        frame[j] = (short) (8000 * Math.sin((i * frame.length + j) * (0.05 + i * 1e-4)));
      }
      decoder.decode(packet, 0, encoder.encode(frame, packet), heard);
    }
    decoder.conceal(heard);
  }
}
