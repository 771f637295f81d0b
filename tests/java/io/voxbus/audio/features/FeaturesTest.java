package io.voxbus.audio.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Against what the programs that models were made with compute: tests/models/feature_rows.py. */
class FeaturesTest {
  private static final float NEAR = 2e-3f;
  private static final int BANDS = 80;

  @Test
  void theBandsAreThoseOfKaldi() {
    short[] pcm = signal(12_345);
    float[][] rows = new Fbank(BANDS).of(pcm, pcm.length);
    assertEquals(75, rows.length);
    float[][] expected = expected("fbank.txt");
    int[] chosen = {0, 1, 37, 74};
    for (int i = 0; i < chosen.length; i++) {
      assertArrayEquals(expected[i], rows[chosen[i]], NEAR, "row " + chosen[i]);
    }
  }

  @Test
  void lessThanAWindowHasNoBands() {
    assertEquals(0, new Fbank(BANDS).of(new short[399], 399).length);
    assertEquals(1, new Fbank(BANDS).of(new short[400], 400).length);
  }

  @Test
  void framesAreStackedAsFunAsrDoes() {
    short[] pcm = signal(12_345);
    float[] all = new LowFrameRate(7, 6, new float[0], new float[0])
        .of(new Fbank(BANDS).of(pcm, pcm.length));
    int width = 7 * BANDS;
    assertEquals(13 * width, all.length);
    float[][] expected = expected("stacked.txt");
    int[] chosen = {0, 5, 12};
    for (int i = 0; i < chosen.length; i++) {
      assertArrayEquals(expected[i],
          Arrays.copyOfRange(all, chosen[i] * width, (chosen[i] + 1) * width), NEAR,
          "row " + chosen[i]);
    }
  }

  @Test
  void stackedFramesAreShiftedAndScaled() {
    float[] all = new LowFrameRate(1, 1, new float[]{1, -2}, new float[]{10, 2})
        .of(new float[][]{{3, 4}, {5, 6}});
    assertArrayEquals(new float[]{40, 4, 60, 8}, all);
  }

  @Test
  void theBandsAreThoseOfWhisper() {
    short[] pcm = signal(40_000);
    WhisperMel mel = new WhisperMel(8);
    float[] all = mel.of(pcm, pcm.length);
    assertEquals(BANDS * 800, all.length);
    float[][] expected = expected("whisper.txt");
    int[] chosen = {0, 400, 560, 700, 799};
    for (int i = 0; i < chosen.length; i++) {
      float[] column = new float[BANDS];
      for (int band = 0; band < BANDS; band++) {
        column[band] = all[band * mel.frames() + chosen[i]];
      }
      assertArrayEquals(expected[i], column, NEAR, "frame " + chosen[i]);
    }
  }

  @Test
  void onlyTheLastSecondsCount() {
    short[] pcm = signal(60_000);
    short[] longer = new short[16_000 + pcm.length];
    Arrays.fill(longer, 0, 16_000, (short) 9_000);
    System.arraycopy(pcm, 0, longer, 16_000, pcm.length);
    WhisperMel mel = new WhisperMel(2);
    assertArrayEquals(mel.of(pcm, pcm.length), mel.of(longer, longer.length));
  }

  /** As in feature_rows.py. */
  private static short[] signal(int count) {
    short[] samples = new short[count];
    long state = 1;
    for (int i = 0; i < count; i++) {
      state = (state * 1_103_515_245L + 12_345) % (1L << 31);
      int loud = Math.abs(i % 8000 - 4000) / 2;
      samples[i] = (short) ((state >> 15) % (2L * loud + 1) - loud);
    }
    return samples;
  }

  private static float[][] expected(String name) {
    try (InputStream file = Objects
        .requireNonNull(FeaturesTest.class.getResourceAsStream("/features/" + name))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> {
        String[] numbers = line.split(" ");
        float[] row = new float[numbers.length];
        for (int i = 0; i < row.length; i++) {
          row[i] = Float.parseFloat(numbers[i]);
        }
        return row;
      }).toArray(float[][]::new);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
