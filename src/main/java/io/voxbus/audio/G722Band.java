package io.voxbus.audio;

/**
 * The adaptive half that coder and decoder of one G.722 sub-band share: inverse quantiser, scale factor
 * and the predictor of two poles and six zeros. Block names are those of ITU-T G.722 section 6.2.
 */
final class G722Band {
  private static final int[] LOW_LEVELS = {0, -20456, -12896, -8968, -6288, -4240, -2584, -1200,
      20456, 12896, 8968,
      6288, 4240, 2584, 1200, 0};
  private static final int[] LOW_STEPS = {-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538,
      334, 172, 58, -30,
      -60};
  private static final int[] HIGH_LEVELS = {-7408, -1616, 7408, 1616};
  private static final int[] HIGH_STEPS = {798, -214, 798, -214};
  private static final int[] ILB = {2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489,
      2543, 2599, 2656, 2714,
      2774, 2834, 2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756,
      3838, 3922, 4008};
  private static final int ZEROS = 6;

  private final int[] levels;
  private final int[] steps;
  private final int maxLogScale;
  private final int scaleShift;
  /** NBL or NBH, the logarithm of the scale factor. */
  private int logScale;
  /** DETL or DETH. */
  private int scale;
  /** SL or SH, what the predictor expects. */
  private int estimate;
  private int zeroEstimate;
  private int pole1;
  private int pole2;
  private final int[] zero = new int[ZEROS];
  private final int[] differences = new int[ZEROS];
  private int reconstructed1;
  private int partial1;
  private int partial2;

  private G722Band(int[] levels, int[] steps, int maxLogScale, int scaleShift) {
    this.levels = levels;
    this.steps = steps;
    this.maxLogScale = maxLogScale;
    this.scaleShift = scaleShift;
    scale = scaleOf(0);
  }

  /** Four bits adapt the lower band, whatever the mode. */
  static G722Band low() {
    return new G722Band(LOW_LEVELS, LOW_STEPS, 18_432, 8);
  }

  static G722Band high() {
    return new G722Band(HIGH_LEVELS, HIGH_STEPS, 22_528, 10);
  }

  int estimate() {
    return estimate;
  }

  int scale() {
    return scale;
  }

  /** INVQAL, INVQAH: the difference that an index stands for. */
  int quantised(int index) {
    return (scale * levels[index]) >> 15;
  }

  /** Everything that follows from one more index: new scale factor, coefficients and estimate. */
  void adapt(int index) {
    int difference = quantised(index);
    logScale = Math.clamp(((logScale * 127) >> 7) + steps[index], 0, maxLogScale);
    scale = scaleOf(logScale);
    int reconstructed = saturate(estimate + difference);
    int partial = saturate(zeroEstimate + difference);
    adaptPoles(partial);
    adaptZeros(difference);
    int poleEstimate = saturate(
        ((pole1 * saturate(2 * reconstructed)) >> 15)
            + ((pole2 * saturate(2 * reconstructed1)) >> 15));
    reconstructed1 = reconstructed;
    partial2 = partial1;
    partial1 = partial;
    estimate = saturate(poleEstimate + zeroEstimate);
  }

  /** SCALEL, SCALEH. */
  private int scaleOf(int log) {
    int mantissa = ILB[(log >> 6) & 31];
    int shift = scaleShift - (log >> 11);
    return (shift < 0 ? mantissa << -shift : mantissa >> shift) << 2;
  }

  /** UPPOL2 and UPPOL1. */
  private void adaptPoles(int partial) {
    boolean same1 = (partial ^ partial1) >= 0;
    boolean same2 = (partial ^ partial2) >= 0;
    int pull = saturate(4 * pole1);
    int towards = Math.min(same1 ? -pull : pull, 32_767);
    int next2 = (same2 ? 128 : -128) + (towards >> 7) + ((pole2 * 32_512) >> 15);
    pole2 = Math.clamp(next2, -12_288, 12_288);
    int bound = 15_360 - pole2;
    int next1 = (same1 ? 192 : -192) + ((pole1 * 32_640) >> 15);
    pole1 = Math.clamp(next1, -bound, bound);
  }

  /** UPZERO, DELAYA and FILTEZ in one pass, oldest difference first. */
  private void adaptZeros(int difference) {
    int gain = difference == 0 ? 0 : 128;
    int sum = 0;
    for (int i = ZEROS - 1; i >= 0; i--) {
      int step = (difference ^ differences[i]) >= 0 ? gain : -gain;
      zero[i] = saturate(step + ((zero[i] * 32_640) >> 15));
      differences[i] = i == 0 ? difference : differences[i - 1];
      sum = saturate(sum + ((zero[i] * saturate(2 * differences[i])) >> 15));
    }
    zeroEstimate = sum;
  }

  static int saturate(int value) {
    return Math.max(Short.MIN_VALUE, Math.min(value, Short.MAX_VALUE));
  }
}
