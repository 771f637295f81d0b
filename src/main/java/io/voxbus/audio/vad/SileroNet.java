package io.voxbus.audio.vad;

import io.voxbus.audio.Fft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Silero's voice net v6 for 16 kHz: the magnitudes of four Fourier frames, four convolutions over them, one LSTM cell and
 * one neuron. It holds the weights only, 0.9 MB that all streams share; {@code models/README.md} tells their origin.
 */
final class SileroNet {
  /** New samples a run. */
  static final int WINDOW = 512;
  /** Samples of the window before that a run sees again. */
  static final int CONTEXT = 64;
  /** Values in the LSTM's output and in its cell, the state between runs. */
  static final int STATE = 128;

  private static final int BINS = 129;
  /** With zeros behind them, so that they are whole blocks of rows. */
  private static final int PADDED_BINS = Rows.padded(BINS);
  private static final int WIDE = 128;
  private static final int NARROW = 64;
  private static final float LOG2_E = (float) (1 / Math.log(2));
  /** ln(2) in two parts, the first short enough that a product with a whole number is exact. */
  private static final float LN2_HIGH = 355 / 512f;
  private static final float LN2_REST = (float) (355 / 512.0 - Math.log(2));
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private final Fft fft = new Fft(Scratch.FFT);
  private final float[] hann = Fft.hann(Scratch.FFT);
  private final Rows conv0;
  private final float[] bias0;
  private final Rows conv1;
  private final float[] bias1;
  private final Rows conv2;
  private final float[] bias2;
  private final Rows conv3;
  private final float[] bias3;
  private final Rows lstm;
  private final float[] lstmBias;
  private final float[] output;
  private final float outputBias;

  private SileroNet(FloatBuffer weights) {
    conv0 = new Rows(weights, BINS, 3 * WIDE);
    bias0 = floats(weights, WIDE);
    conv1 = new Rows(weights, 3 * WIDE, NARROW);
    bias1 = floats(weights, NARROW);
    conv2 = new Rows(weights, 2 * NARROW, NARROW);
    bias2 = floats(weights, NARROW);
    conv3 = new Rows(weights, NARROW, WIDE);
    bias3 = floats(weights, WIDE);
    lstm = new Rows(weights, 2 * STATE, 4 * STATE);
    lstmBias = floats(weights, 4 * STATE);
    output = floats(weights, STATE);
    outputBias = weights.get();
  }

  /** Loaded when first used, once for the process. */
  static SileroNet shared() {
    return Shared.NET;
  }

  /**
   * One step of the net. It allocates nothing.
   *
   * @param samples {@link #CONTEXT} old and {@link #WINDOW} new samples
   * @param hidden  the LSTM's output, changed by the step; zeros at the start of a stream
   * @param cell    the LSTM's memory, likewise
   * @return how likely the window is speech, 0 to 1
   */
  float run(short[] samples, float[] hidden, float[] cell) {
    Scratch s = SCRATCH.get();
    spectrum(samples, s, 0);
    spectrum(samples, s, 2);
    encode(s);
    remember(s, hidden, cell);
    float sum = outputBias;
    for (int i = 0; i < STATE; i++) {
      sum += Math.max(hidden[i], 0) * output[i];
    }
    return sigmoid(sum);
  }

  /** Two of the four frames of 256 samples, 128 apart; the last one sees its end mirrored. */
  private void spectrum(short[] samples, Scratch s, int frame) {
    int half = Scratch.FFT / 2;
    for (int i = 0; i < Scratch.FFT; i++) {
      int a = frame * half + i;
      int b = a + half;
      int mirrored = b < samples.length ? b : 2 * samples.length - 2 - b;
      float scale = hann[i] / 32_768;
      s.real[i] = samples[a] * scale;
      s.imaginary[i] = samples[mirrored] * scale;
    }
    fft.magnitudes(s.real, s.imaginary, s.bins[frame], s.bins[frame + 1]);
  }

  private void encode(Scratch s) {
    for (int t = 0; t < 4; t++) {
      Arrays.fill(s.taps[t], 0);
      conv0.addTo(s.taps[t], s.bins[t], 0);
    }
    for (int t = 0; t < 4; t++) {
      joinTaps(s, t);
    }
    load(s.narrowA, bias1);
    conv1.addTo(s.narrowA, s.wide[0], WIDE);
    conv1.addTo(s.narrowA, s.wide[1], 2 * WIDE);
    relu(s.narrowA);
    load(s.narrowB, bias1);
    conv1.addTo(s.narrowB, s.wide[1], 0);
    conv1.addTo(s.narrowB, s.wide[2], WIDE);
    conv1.addTo(s.narrowB, s.wide[3], 2 * WIDE);
    relu(s.narrowB);
    load(s.narrow, bias2);
    conv2.addTo(s.narrow, s.narrowA, 0);
    conv2.addTo(s.narrow, s.narrowB, NARROW);
    relu(s.narrow);
    load(s.encoded, bias3);
    conv3.addTo(s.encoded, s.narrow, 0);
    relu(s.encoded);
  }

  /** conv0's output at time t: tap 0 of the frame before, tap 1 of this one, tap 2 of the next one. */
  private void joinTaps(Scratch s, int t) {
    float[] out = s.wide[t];
    float[] before = s.taps[t == 0 ? 4 : t - 1];
    float[] here = s.taps[t];
    float[] after = s.taps[t == 3 ? 4 : t + 1];
    for (int j = 0; j < WIDE; j++) {
      out[j] = Math.max(bias0[j] + before[j] + here[WIDE + j] + after[2 * WIDE + j], 0);
    }
  }

  private void remember(Scratch s, float[] hidden, float[] cell) {
    float[] gates = s.gates;
    load(gates, lstmBias);
    lstm.addTo(gates, s.encoded, 0);
    lstm.addTo(gates, hidden, STATE);
    for (int j = 0; j < STATE; j++) {
      float in = sigmoid(gates[j]);
      float forget = sigmoid(gates[STATE + j]);
      float candidate = tanh(gates[2 * STATE + j]);
      float out = sigmoid(gates[3 * STATE + j]);
      cell[j] = forget * cell[j] + in * candidate;
      hidden[j] = out * tanh(cell[j]);
    }
  }

  private static void load(float[] out, float[] bias) {
    System.arraycopy(bias, 0, out, 0, out.length);
  }

  private static void relu(float[] values) {
    for (int j = 0; j < values.length; j++) {
      values[j] = Math.max(values[j], 0);
    }
  }

  private static float tanh(float x) {
    return 2 * sigmoid(2 * x) - 1;
  }

  private static float sigmoid(float x) {
    return 1 / (1 + exp(-x));
  }

  /**
   * e to the x as a power of two times the Taylor series of the rest, which is at most ln(2) / 2: 2e-7 relative, in a
   * quarter of the time of Math.exp.
   */
  private static float exp(float x) {
    float clamped = Math.clamp(x, -80f, 80f);
    int power = Math.round(clamped * LOG2_E);
    float r = clamped - power * LN2_HIGH + power * LN2_REST;
    float series = 1 / 5040f;
    series = series * r + 1 / 720f;
    series = series * r + 1 / 120f;
    series = series * r + 1 / 24f;
    series = series * r + 1 / 6f;
    series = series * r + 0.5f;
    series = series * r + 1;
    series = series * r + 1;
    return series * Float.intBitsToFloat((power + 127) << 23);
  }

  private static float[] floats(FloatBuffer source, int count) {
    var values = new float[count];
    source.get(values);
    return values;
  }

  private static SileroNet load() {
    try (var in = SileroNet.class.getResourceAsStream("/models/silero-v6-16k.bin")) {
      if (in == null) {
        throw new IllegalStateException("models/silero-v6-16k.bin is not on the class path");
      }
      return new SileroNet(
          ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Shared {
    static final SileroNet NET = load();
  }

  /** What a run needs besides the state, 18 kB a thread: it would cost each stream more than its state does. */
  private static final class Scratch {
    static final int FFT = 256;

    final float[] real = new float[FFT];
    final float[] imaginary = new float[FFT];
    final float[][] bins = new float[4][PADDED_BINS];
    /** The last row stays zero: the padding before the first and after the last frame. */
    final float[][] taps = new float[5][3 * WIDE];
    final float[][] wide = new float[4][WIDE];
    final float[] narrowA = new float[NARROW];
    final float[] narrowB = new float[NARROW];
    final float[] narrow = new float[NARROW];
    final float[] encoded = new float[WIDE];
    final float[] gates = new float[4 * STATE];
  }
}
