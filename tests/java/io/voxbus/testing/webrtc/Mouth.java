package io.voxbus.testing.webrtc;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Resampler;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.rtp.RtpPacket;
import io.voxbus.rtp.RtpSender;
import io.voxbus.rtp.Srtp;
import io.voxbus.rtp.TelephoneEventSender;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a {@link Browser} says: a sound over and over, and keys as events. */
final class Mouth {
  private static final int RATE = 16_000;
  private static final int EVENTS = 126;
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final RtpCodec codec;
  private final int eventsClock;
  private final Codec encoder;
  private final RtpSender sender = new RtpSender(new SecureRandom().nextInt(), 7, 1000);
  private final Packets packets;
  private volatile @Nullable Runnable speaking;

  /** Takes packets with room behind them for encryption. */
  interface Packets {
    void send(byte[] packet, int length);
  }

  Mouth(RtpCodec codec, int eventsClock, Packets packets) {
    this.codec = codec;
    this.eventsClock = eventsClock;
    this.encoder = codec.open();
    this.packets = packets;
  }

  /** To be called every 20 ms. */
  void speak() {
    Runnable now = speaking;
    if (now != null) {
      now.run();
    }
  }

  void say(short[] samples) {
    short[] source = scaled(samples);
    short[] frame = new short[codec.sampleRate() / 50];
    int[] at = {0};
    speaking = () -> {
      for (int i = 0; i < frame.length; i++) {
        frame[i] = source[at[0]++ % source.length];
      }
      byte[] payload = new byte[Codec.MAX_BYTES];
      int bytes = encoder.encode(frame, payload);
      byte[] out = new byte[RtpPacket.HEADER + bytes + Srtp.MAX_GROWTH];
      System.arraycopy(payload, 0, out, RtpPacket.HEADER, bytes);
      packets.send(out, sender.audio(out, codec.payload(), bytes, codec.clock() / 50));
    };
  }

  CompletableFuture<Void> press(String keys) {
    CompletableFuture<Void> pressed = new CompletableFuture<>();
    TelephoneEventSender events = new TelephoneEventSender(keys, 100, eventsClock);
    Runnable before = speaking;
    int[] start = {0};
    long[] last = {System.nanoTime()};
    speaking = () -> {
      if (System.nanoTime() - last[0] < LEAST_NANOS) {
        return; // catching up on a busy machine; jitter would swap keys that are sent at once
      }
      last[0] = System.nanoTime();
      byte[] out = new byte[RtpPacket.HEADER + 4 + Srtp.MAX_GROWTH];
      TelephoneEventSender.Step step = events.tick(out, RtpPacket.HEADER);
      if (step == TelephoneEventSender.Step.OVER) {
        speaking = before;
        pressed.complete(null);
      } else if (step != TelephoneEventSender.Step.PAUSE) {
        boolean first = step == TelephoneEventSender.Step.FIRST;
        start[0] = first ? sender.timestamp() : start[0];
        packets.send(out, sender.event(out, EVENTS, first, 4, start[0]));
      }
      sender.skip(codec.clock() / 50);
    };
    return pressed;
  }

  private short[] scaled(short[] samples) {
    int rate = codec.sampleRate();
    if (rate == RATE) {
      return samples;
    }
    short[] scaled = new short[2 * samples.length];
    int count = new Resampler(RATE, rate).process(samples, 0, samples.length, scaled);
    return Arrays.copyOf(scaled, count);
  }
}
