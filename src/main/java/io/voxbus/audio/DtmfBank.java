package io.voxbus.audio;

/**
 * Correlates windows of 20 ms at 8000 Hz with the eight frequencies of DTMF, one window after the other. This is
 * Goertzel's measurement by table: as many multiplications once the window is folded at its middle, and the
 * phase comes with it.
 */
final class DtmfBank {
  static final int RATE = 8000;
  static final int WINDOW = 160;
  /** Samples from one window to the next. */
  static final int HOP = 40;
  private static final double[] HZ = {697, 770, 852, 941, 1209, 1336, 1477, 1633};
  private static final int TONES = HZ.length;
  private static final int HALF = WINDOW / 2;
  /** Under a Hann window, from its outside to its middle; scaled so that a sine measures its amplitude. */
  private static final float[][] COSINES = new float[TONES][HALF];
  private static final float[][] SINES = new float[TONES][HALF];
  private static final float[] HANN = new float[HALF];
  /** From the weighted energy to the square of the amplitude of a sine that has all of it. */
  private static final float ENERGY_SCALE;
  /** How far each frequency turns in a hop. */
  private static final float[] HOP_COSINE = new float[TONES];
  private static final float[] HOP_SINE = new float[TONES];

  static {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < HALF; i++) {
      double weight = 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / WINDOW);
      HANN[i] = (float) weight;
      sum += 2 * weight;
      squares += 2 * weight * weight;
    }
    ENERGY_SCALE = (float) (2 / squares);
    for (int tone = 0; tone < TONES; tone++) {
      double turn = 2 * Math.PI * HZ[tone] / RATE;
      HOP_COSINE[tone] = (float) Math.cos(turn * HOP);
      HOP_SINE[tone] = (float) Math.sin(turn * HOP);
      for (int i = 0; i < HALF; i++) {
        COSINES[tone][i] = (float) (HANN[i] * Math.cos(turn * (HALF - 0.5 - i)) * 2 / sum);
        SINES[tone][i] = (float) (HANN[i] * Math.sin(turn * (HALF - 0.5 - i)) * 2 / sum);
      }
    }
  }

  private final float[] sums = new float[HALF];
  private final float[] differences = new float[HALF];
  private final float[] real = new float[TONES];
  private final float[] imaginary = new float[TONES];
  private final float[] lastReal = new float[TONES];
  private final float[] lastImaginary = new float[TONES];
  private float total;

  /** @param least the {@link #total} below which no tone is looked for: then none has any power */
  void measure(float[] window, float least) {
    float energy = 0;
    for (int i = 0; i < HALF; i++) {
      float early = window[i];
      float late = window[WINDOW - 1 - i];
      sums[i] = late + early;
      differences[i] = early - late;
      energy += HANN[i] * HANN[i] * (early * early + late * late);
    }
    total = energy * ENERGY_SCALE;
    for (int tone = 0; tone < TONES; tone++) {
      lastReal[tone] = real[tone];
      lastImaginary[tone] = imaginary[tone];
      real[tone] = total < least ? 0 : product(COSINES[tone], sums);
      imaginary[tone] = total < least ? 0 : product(SINES[tone], differences);
    }
  }

  /** Four sums at a time, because each addition has to wait for the one before. */
  private static float product(float[] a, float[] b) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    for (int i = 0; i < HALF; i += 4) {
      sum0 += a[i] * b[i];
      sum1 += a[i + 1] * b[i + 1];
      sum2 += a[i + 2] * b[i + 2];
      sum3 += a[i + 3] * b[i + 3];
    }
    return sum0 + sum1 + (sum2 + sum3);
  }

  /** The square of the amplitude that a sine with all of the window's energy would have. */
  float total() {
    return total;
  }

  /** The square of the amplitude of a tone. */
  float power(int tone) {
    return real[tone] * real[tone] + imaginary[tone] * imaginary[tone];
  }

  int strongest(int from, int to) {
    int best = from;
    for (int tone = from + 1; tone < to; tone++) {
      if (power(tone) > power(best)) {
        best = tone;
      }
    }
    return best;
  }

  /** Real part of how far the tone turned since the window before, beyond what its frequency tells. */
  float turnReal(int tone) {
    return againstReal(tone) * HOP_COSINE[tone] + againstImaginary(tone) * HOP_SINE[tone];
  }

  float turnImaginary(int tone) {
    return againstImaginary(tone) * HOP_COSINE[tone] - againstReal(tone) * HOP_SINE[tone];
  }

  /** By what part of its frequency a tone is off that turned so far in a hop. */
  static double deviation(int tone, double turnReal, double turnImaginary) {
    return Math.atan2(turnImaginary, turnReal) * RATE / (2 * Math.PI * HOP) / HZ[tone];
  }

  /** What part of its power the Hann window shows of a tone that is off. */
  static double seen(int tone, double deviation) {
    double bins = deviation * HZ[tone] * WINDOW / RATE;
    if (Math.abs(bins) < 1e-6) {
      return 1;
    }
    double amplitude = Math.sin(Math.PI * bins) / (Math.PI * bins) / (1 - bins * bins);
    return amplitude * amplitude;
  }

  private float againstReal(int tone) {
    return real[tone] * lastReal[tone] + imaginary[tone] * lastImaginary[tone];
  }

  private float againstImaginary(int tone) {
    return imaginary[tone] * lastReal[tone] - real[tone] * lastImaginary[tone];
  }
}
