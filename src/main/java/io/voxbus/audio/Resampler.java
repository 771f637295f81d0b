package io.voxbus.audio;

import java.util.Arrays;

/**
 * Changes the sample rate of one stream of mono audio with a polyphase low-pass filter. Flat to 0.75 of the
 * lower Nyquist frequency, -1 dB at 0.85, aliases at -80 dB from 1.1 on.
 *
 * <p>The delay is 16 samples of the lower of the two rates, 18 for uneven ratios: 2 ms with 8000 Hz on one side,
 * 1 ms between 16000 and 48000, nothing when both are the same. How the input is cut into pieces does not change
 * the output; n samples in have given exactly ceil(n * to / from) samples out.
 */
public final class Resampler {
  /** Ratios with more phases than this have too few outputs a phase in a frame to sum them together. */
  private static final int MANY_PHASES = 8;
  private static final int RUN = 160;
  private static final int MOST_BLOCK = 960;
  private static final int TAPS_A_PASS = 4;

  private final int fromRate;
  private final int toRate;
  private final PolyphaseFilter filter;
  private final int block;
  /** The input dealt out to rows, {@code filter.down} of them, so that one tap of many outputs reads on. */
  private final int rows;
  private final int rowLength;
  private final float[] line;
  private final float[] sums;
  private final float[][] inputs;
  /** Samples in the line. */
  private int filled;
  /** The next output, counted from the one that starts at the line's first sample. */
  private int next;

  /**
   * @param fromRate Hz of what comes in
   * @param toRate   Hz of what goes out
   * @throws IllegalArgumentException for a rate that is none of 8000, 11025, 16000, 22050, 24000, 32000,
   *                                  44100, 48000
   */
  public Resampler(int fromRate, int toRate) {
    this.fromRate = fromRate;
    this.toRate = toRate;
    filter = PolyphaseFilter.of(fromRate, toRate);
    rows = filter.up > MANY_PHASES ? 1 : filter.down;
    block = Math.min(RUN * rows, MOST_BLOCK);
    rowLength = (filter.taps + filter.down + 2 * block) / rows + 1;
    line = new float[rowLength * rows];
    sums = new float[RUN + 1];
    inputs = new float[TAPS_A_PASS][RUN + 1];
    filled = filter.taps - 1;
  }

  /** How many samples {@link #process} writes at most for so many samples in. */
  public int maxOutput(int samplesIn) {
    return (int) ((long) samplesIn * toRate / fromRate) + 1;
  }

  /** How late the output is, in samples of the output rate. */
  public double delay() {
    return fromRate == toRate ? 0 : (double) filter.delay() * toRate / fromRate;
  }

  /**
   * Takes the next samples and writes what they complete to the start of {@code out}.
   *
   * @return the number of samples written, never more than {@link #maxOutput}
   */
  public int process(short[] in, int offset, int length, short[] out) {
    if (fromRate == toRate) {
      System.arraycopy(in, offset, out, 0, length);
      return length;
    }
    int written = 0;
    for (int done = 0; done < length; done += block) {
      append(in, offset + done, Math.min(block, length - done));
      written += convert(out, written);
    }
    return written;
  }

  private void append(short[] in, int offset, int length) {
    if (filled + length > line.length) {
      forget();
    }
    int row = filled % rows;
    int column = filled / rows;
    for (int i = 0; i < length; i++) {
      line[row * rowLength + column] = in[offset + i];
      if (++row == rows) {
        row = 0;
        column++;
      }
    }
    filled += length;
  }

  /** Drops what no later output reads. */
  private void forget() {
    int pieces = next / filter.up;
    int samples = pieces * filter.down;
    int columns = samples / rows;
    int kept = (filled + rows - 1) / rows - columns;
    for (int row = 0; row < rows; row++) {
      System.arraycopy(line, row * rowLength + columns, line, row * rowLength, kept);
    }
    filled -= samples;
    next -= pieces * filter.up;
  }

  /** Makes all outputs whose last tap has arrived. */
  private int convert(short[] out, int from) {
    int starts = filled - filter.taps + 1;
    int end = starts <= 0 ? 0 : (starts * filter.up + filter.down - 1) / filter.down;
    if (rows == filter.down) {
      byPhase(end, out, from);
    } else {
      oneByOne(end, out, from);
    }
    int count = end - next;
    next = end;
    return count;
  }

  private void oneByOne(int end, short[] out, int from) {
    int phase = next % filter.up;
    int piece = next / filter.up * filter.down;
    for (int i = 0; i < end - next; i++) {
      out[from + i] = rounded(sum(filter.bank[phase], piece + filter.start[phase]));
      if (++phase == filter.up) {
        phase = 0;
        piece += filter.down;
      }
    }
  }

  private float sum(float[] taps, int at) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    for (int i = 0; i < taps.length; i += TAPS_A_PASS) {
      sum0 += taps[i] * line[at + i];
      sum1 += taps[i + 1] * line[at + i + 1];
      sum2 += taps[i + 2] * line[at + i + 2];
      sum3 += taps[i + 3] * line[at + i + 3];
    }
    return sum0 + sum1 + (sum2 + sum3);
  }

  private void byPhase(int end, short[] out, int from) {
    int up = filter.up;
    for (int phase = 0; phase < up; phase++) {
      int first = (next - phase + up - 1) / up;
      int count = (end - phase + up - 1) / up - first;
      if (count > 0) {
        sumAll(phase, first, count);
        int at = from + first * up + phase - next;
        for (int i = 0; i < count; i++) {
          out[at + i * up] = rounded(sums[i]);
        }
      }
    }
  }

  private void sumAll(int phase, int column, int count) {
    float[] taps = filter.bank[phase];
    Arrays.fill(sums, 0, count, 0f);
    for (int tap = 0; tap < taps.length; tap += TAPS_A_PASS) {
      for (int i = 0; i < TAPS_A_PASS; i++) {
        int sample = filter.start[phase] + tap + i;
        int at = sample % rows * rowLength + sample / rows + column;
        System.arraycopy(line, at, inputs[i], 0, count);
      }
      add(taps, tap, inputs, sums, count);
    }
  }

  /**
   * Hot. The compiler makes vector instructions of this loop only because all arrays are read from the same
   * index on: that is what the copies are for, and it is three times as fast as reading the line.
   */
  private static void add(float[] taps, int tap, float[][] inputs, float[] sums, int count) {
    float c0 = taps[tap];
    float c1 = taps[tap + 1];
    float c2 = taps[tap + 2];
    float c3 = taps[tap + 3];
    float[] x0 = inputs[0];
    float[] x1 = inputs[1];
    float[] x2 = inputs[2];
    float[] x3 = inputs[3];
    for (int i = 0; i < count; i++) {
      sums[i] += c0 * x0[i] + c1 * x1[i] + c2 * x2[i] + c3 * x3[i];
    }
  }

  private static short rounded(float value) {
    float positive = Math.max(-32_768f, Math.min(value, 32_767f)) + 32_768.5f;
    return (short) ((int) positive - 32_768);
  }
}
