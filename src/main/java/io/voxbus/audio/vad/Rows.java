package io.voxbus.audio.vad;

import java.nio.FloatBuffer;

/**
 * A matrix with one row an input and one column an output. {@code out += in * matrix} is done by adding up rows, eight at
 * a time: that is the form the JIT turns into vector instructions (it must keep the order of a dot product's sum). Each
 * row is an array of its own, since the JIT can tell arrays at the same index apart, but not ranges of one array.
 */
final class Rows {
  private static final int BLOCK = 8;

  private final float[][] rows;

  Rows(FloatBuffer source, int inputs, int outputs) {
    rows = new float[padded(inputs)][outputs];
    for (int i = 0; i < inputs; i++) {
      source.get(rows[i]);
    }
  }

  /** The next number of inputs that are whole blocks: there are rows of zeros for them. */
  static int padded(int inputs) {
    return (inputs + BLOCK - 1) / BLOCK * BLOCK;
  }

  /** Adds the rows from {@code firstRow} on, each times its input, to {@code out}; the inputs are whole blocks. */
  void addTo(float[] out, float[] inputs, int firstRow) {
    for (int i = 0; i < inputs.length; i += BLOCK) {
      addBlock(out, inputs, i, firstRow + i);
    }
  }

  private void addBlock(float[] out, float[] x, int i, int row) {
    float[] r0 = rows[row];
    float[] r1 = rows[row + 1];
    float[] r2 = rows[row + 2];
    float[] r3 = rows[row + 3];
    float[] r4 = rows[row + 4];
    float[] r5 = rows[row + 5];
    float[] r6 = rows[row + 6];
    float[] r7 = rows[row + 7];
    float x0 = x[i];
    float x1 = x[i + 1];
    float x2 = x[i + 2];
    float x3 = x[i + 3];
    float x4 = x[i + 4];
    float x5 = x[i + 5];
    float x6 = x[i + 6];
    float x7 = x[i + 7];
    for (int j = 0; j < out.length; j++) {
      float a = x0 * r0[j] + x1 * r1[j] + x2 * r2[j] + x3 * r3[j];
      float b = x4 * r4[j] + x5 * r5[j] + x6 * r6[j] + x7 * r7[j];
      out[j] += a + b;
    }
  }
}
