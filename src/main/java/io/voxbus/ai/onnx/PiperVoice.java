package io.voxbus.ai.onnx;

import io.voxbus.ai.onnx.Graph.Tensor;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.Resampler;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A voice of Piper. */
final class PiperVoice {
  private static final float LEAST_PEAK = 0.01f;

  private final Graph graph;
  private final PiperConfig config;
  private final Phonemes phonemes;

  PiperVoice(Graph graph, PiperConfig config, Phonemes phonemes) {
    this.graph = graph;
    this.config = config;
    this.phonemes = phonemes;
  }

  PiperConfig config() {
    return config;
  }

  void close() {
    graph.close();
  }

  /** @return 16 kHz */
  short[] speak(String text, int speaker, double speed) {
    long[] sounds = config.numbers(phonemes.of(text));
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("input", new Tensor.Longs(sounds, 1, sounds.length));
    inputs.put("input_lengths", new Tensor.Longs(new long[]{sounds.length}, 1));
    inputs.put("scales", new Tensor.Floats(new float[]{config.noise(),
        (float) (config.length() / speed), config.noiseOfLength()}, 3));
    if (graph.inputs().contains("sid")) {
      inputs.put("sid", new Tensor.Longs(new long[]{speaker}, 1));
    }
    return resampled(loud(graph.run(inputs).values()));
  }

  /** As loud as can be, as Piper does it. */
  private static short[] loud(float[] samples) {
    float peak = LEAST_PEAK;
    for (float sample : samples) {
      peak = Math.max(peak, Math.abs(sample));
    }
    short[] pcm = new short[samples.length];
    for (int i = 0; i < samples.length; i++) {
      pcm[i] = (short) (samples[i] / peak * Short.MAX_VALUE);
    }
    return pcm;
  }

  private short[] resampled(short[] pcm) {
    Resampler resampler = new Resampler(config.rate(), Pcm.RATE);
    short[] out = new short[resampler.maxOutput(pcm.length)];
    return Arrays.copyOf(out, resampler.process(pcm, 0, pcm.length, out));
  }
}
