package io.voxbus.audio.care;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.audio.Levels;
import io.voxbus.testing.TelephoneLine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DenoiserTest {
  private static final int RATE = 16_000;

  @Test
  void aCleanVoiceComesThroughTenMillisecondsLater() {
    short[] clean = voice();
    short[] out = denoised(clean);

    assertTrue(snr(clean, out, 0, clean.length) > 14, snr(clean, out, 0, clean.length) + " dB");
    assertEquals(Levels.rms(clean), Levels.rms(out), 0.7);
  }

  @ParameterizedTest
  @CsvSource({"white,0,6", "white,5,5", "white,10,3.5", "white,15,2.5", "hum,5,2.5",
      "hum,15,0.5"})
  void aNoisyVoiceIsCleanerAfterwards(String kind, double snr, double gained) {
    short[] clean = voice();
    short[] noisy = mixed(clean, noise(kind, clean.length), snr);
    short[] out = denoised(noisy);
    int from = RATE;

    double before = snr(clean, noisy, from, clean.length, 0);
    double after = snr(clean, out, from, clean.length);

    assertTrue(after - before >= gained, "from " + before + " to " + after + " dB");
  }

  @Test
  void steadyNoiseIsTakenDownByMoreThanTwelveDecibelsWithinASecond() {
    short[] noise = noise("white", 4 * RATE);
    short[] out = denoised(noise);

    double left = Levels.rms(Arrays.copyOfRange(out, RATE, out.length)) - Levels.rms(noise);
    assertTrue(left < -12, left + " dB");
  }

  @Test
  void noiseThatBecomesLouderIsFollowedWithinFiveSeconds() {
    short[] noise = noise("white", 12 * RATE);
    for (int i = 5 * RATE; i < noise.length; i++) {
      noise[i] = (short) Math.clamp(noise[i] * 10, Short.MIN_VALUE, Short.MAX_VALUE);
    }
    short[] out = denoised(noise);

    double left = Levels.rms(Arrays.copyOfRange(out, 10 * RATE, out.length))
        - Levels.rms(Arrays.copyOfRange(noise, 10 * RATE, noise.length));
    assertTrue(left < -10, left + " dB");
  }

  @Test
  void silenceStaysSilence() {
    assertArrayEquals(new short[RATE], denoised(new short[RATE]));
  }

  private static short[] denoised(short[] pcm) {
    Denoiser denoiser = new Denoiser();
    short[] out = new short[pcm.length];
    short[] frame = new short[320];
    for (int at = 0; at + 320 <= pcm.length; at += 320) {
      System.arraycopy(pcm, at, frame, 0, 320);
      denoiser.process(frame);
      System.arraycopy(frame, 0, out, at, 320);
    }
    return out;
  }

  /** Seconds of speech, again and again. */
  private static short[] voice() {
    byte[] bytes = new TelephoneLine().speech(0, 5_200).speech(0, 5_200).bytes();
    short[] pcm = new short[bytes.length / 2];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(pcm);
    return Arrays.copyOf(pcm, pcm.length / 320 * 320);
  }

  private static short[] noise(String kind, int length) {
    Random random = new Random(7);
    short[] noise = new short[length];
    for (int i = 0; i < length; i++) {
      noise[i] = (short) (kind.equals("white")
          ? 300 * random.nextGaussian()
          : 200 * Math.sin(2 * Math.PI * 150 * i / RATE) + 200
              * Math.sin(2 * Math.PI * 450 * i / RATE) + 60 * random.nextGaussian());
    }
    return noise;
  }

  private static short[] mixed(short[] clean, short[] noise, double snr) {
    double factor = Math.pow(10, (Levels.rms(clean) - Levels.rms(noise) - snr) / 20);
    short[] mixed = new short[clean.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = (short) Math.clamp(Math.round(clean[i] + factor * noise[i]), Short.MIN_VALUE,
          Short.MAX_VALUE);
    }
    return mixed;
  }

  private static double snr(short[] clean, short[] out, int from, int to) {
    return snr(clean, out, from, to, Denoiser.DELAY);
  }

  private static double snr(short[] clean, short[] out, int from, int to, int delay) {
    double signal = 0;
    double wrong = 0;
    for (int i = from; i < to - delay; i++) {
      double difference = out[i + delay] - clean[i];
      signal += (double) clean[i] * clean[i];
      wrong += difference * difference;
    }
    return 10 * Math.log10(signal / wrong);
  }
}
