package io.voxbus.testing;

import io.voxbus.audio.Pcm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiConsumer;

/** What a telephone line says, put together for tests: 16 kHz. */
public final class TelephoneLine {
  private static final int WAV_HEADER = 44;
  private static final int LONGEST = 120 * Pcm.RATE;
  private final short[] pcm = new short[LONGEST];
  private int length;

  /** Nothing. */
  public TelephoneLine silence(int millis) {
    length += millis * Pcm.RATE / 1000;
    return this;
  }

  /** Sines of the same level, each at -15 dBFS. */
  public TelephoneLine tone(int millis, double... hz) {
    int samples = millis * Pcm.RATE / 1000;
    for (int i = 0; i < samples; i++) {
      double sum = 0;
      for (double one : hz) {
        sum += 5_800 * Math.sin(2 * Math.PI * one * i / Pcm.RATE);
      }
      pcm[length + i] = (short) Math.round(sum);
    }
    length += samples;
    return this;
  }

  /** The cadence again and again: ms of tone, ms of pause. */
  public TelephoneLine cadence(int times, int on, int off, double... hz) {
    for (int i = 0; i < times; i++) {
      tone(on, hz).silence(off);
    }
    return this;
  }

  /** A part of the recorded speech. */
  public TelephoneLine speech(int fromMillis, int millis) {
    short[] recorded = recorded();
    int samples = millis * Pcm.RATE / 1000;
    System.arraycopy(recorded, fromMillis * Pcm.RATE / 1000, pcm, length, samples);
    length += samples;
    return this;
  }

  /** White noise under all of it. */
  public TelephoneLine noise(double rms) {
    Random random = new Random(1);
    for (int i = 0; i < length; i++) {
      pcm[i] = (short) Math.clamp(pcm[i] + rms * random.nextGaussian(), -32_768, 32_767);
    }
    return this;
  }

  /** Hands out the frames with the time of their beginning. */
  public void frames(BiConsumer<short[], Long> taker) {
    for (int at = 0; at + Pcm.FRAME <= length; at += Pcm.FRAME) {
      taker.accept(java.util.Arrays.copyOfRange(pcm, at, at + Pcm.FRAME),
          at * 1000L / Pcm.RATE);
    }
  }

  /** All of it, 16-bit little-endian. */
  public byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(2 * length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(pcm, 0, length);
    return bytes.array();
  }

  private static short[] recorded() {
    try (InputStream in = Objects
        .requireNonNull(TelephoneLine.class.getResourceAsStream("/audio/speech-16k.wav"))) {
      ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      short[] samples = new short[(bytes.capacity() - WAV_HEADER) / 2];
      bytes.position(WAV_HEADER).asShortBuffer().get(samples);
      return samples;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
