package io.voxbus.load;

import io.voxbus.audio.Codec;
import io.voxbus.audio.Codecs;
import io.voxbus.audio.DtmfDetector;
import io.voxbus.audio.Opus;
import io.voxbus.audio.Resampler;
import io.voxbus.audio.care.Denoiser;
import io.voxbus.audio.care.GainControl;
import io.voxbus.audio.detect.BeepDetector;
import io.voxbus.audio.detect.CallProgress;
import io.voxbus.audio.detect.ToneMeter;
import io.voxbus.audio.vad.SileroVad;
import io.voxbus.audio.vad.Vad;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What the pure audio code costs for every 20 ms of a stream: CPU time of the thread and bytes allocated.
 * Run after {@code mvn compile}:
 *
 * <pre>java -cp target/classes:$HOME/.m2/repository/io/github/jaredmdobson/concentus/1.0.2/concentus-1.0.2.jar \
 *   tests/load/io/voxbus/load/CodecBenchmark.java</pre>
 */
public final class CodecBenchmark {
  private static final int FRAMES = 250;
  private static final int WARM_UP_ROUNDS = 40;
  private static final int ROUNDS = 40;
  private static final com.sun.management.ThreadMXBean THREADS = (com.sun.management.ThreadMXBean) ManagementFactory
      .getThreadMXBean();

  private CodecBenchmark() {}

  /** Handles one of {@link #FRAMES} frames. */
  private interface Step {
    void frame(int index);
  }

  public static void main(String[] arguments) {
    System.out.printf("%-32s %10s %10s%n", "20 ms of", "us", "bytes");
    for (String name : List.of("pcm", "pcmu", "pcma", "g722")) {
      codec(name, Codecs.open(name, 16_000), Codecs.open(name, 16_000));
    }
    for (boolean installed : new boolean[]{false, true}) {
      Opus.useInstalled(installed);
      opus(installed ? "libopus" : "concentus");
    }
    for (int[] rates : new int[][]{{8000, 16_000}, {16_000, 8000}, {16_000, 24_000},
        {24_000, 16_000},
        {16_000, 48_000}, {48_000, 16_000}, {8000, 48_000}, {48_000, 8000}, {44_100, 16_000},
        {22_050, 16_000}}) {
      resampler(rates[0], rates[1]);
    }
    dtmf(8000);
    dtmf(16_000);
    care();
    line();
  }

  private static void opus(String library) {
    for (int complexity : new int[]{0, 3, 5}) {
      codec(library + " 16k complexity " + complexity, new Opus(16_000, 24_000, complexity),
          new Opus(16_000));
    }
    codec(library + " 48k complexity 3", new Opus(48_000, 24_000, 3), new Opus(48_000));
  }

  private static void codec(String name, Codec encoder, Codec decoder) {
    short[][] frames = frames(encoder.sampleRate());
    byte[][] packets = new byte[FRAMES][];
    byte[] packet = new byte[Codec.MAX_BYTES];
    short[] pcm = new short[Codec.MAX_SAMPLES];
    for (int i = 0; i < FRAMES; i++) {
      packets[i] = Arrays.copyOf(packet, encoder.encode(frames[i], packet));
    }
    measure(name + " encode", i -> encoder.encode(frames[i], packet));
    measure(name + " decode", i -> decoder.decode(packets[i], 0, packets[i].length, pcm));
  }

  private static void resampler(int from, int to) {
    short[][] frames = frames(from);
    Resampler resampler = new Resampler(from, to);
    short[] out = new short[resampler.maxOutput(frames[0].length)];
    measure("resample " + from + " to " + to,
        i -> resampler.process(frames[i], 0, frames[i].length, out));
  }

  private static void dtmf(int sampleRate) {
    short[][] frames = frames(sampleRate);
    DtmfDetector detector = new DtmfDetector(sampleRate);
    measure("dtmf at " + sampleRate, i -> detector.accept(frames[i]));
  }

  /** What is done to the caller's audio when a call asks for it, in place. */
  private static void care() {
    short[][] frames = frames(16_000);
    short[] frame = new short[frames[0].length];
    Denoiser denoiser = new Denoiser();
    GainControl gain = new GainControl(GainControl.Options.USUAL);
    measure("denoise", i -> {
      System.arraycopy(frames[i], 0, frame, 0, frame.length);
      denoiser.process(frame);
    });
    measure("gain control", i -> {
      System.arraycopy(frames[i], 0, frame, 0, frame.length);
      gain.process(frame);
    });
  }

  /** What listens for tones, beeps and greetings. */
  private static void line() {
    short[][] frames = frames(16_000);
    ToneMeter meter = new ToneMeter();
    CallProgress progress = new CallProgress();
    BeepDetector beeps = new BeepDetector();
    Vad vad = SileroVad.create();
    measure("tones, beep, cadence", i -> {
      meter.accept(frames[i]);
      beeps.accept(meter, 20L * i);
      progress.accept(meter, 0, 20L * i);
    });
    measure("silero", i -> vad.score(frames[i]));
  }

  private static void measure(String name, Step step) {
    run(step, WARM_UP_ROUNDS);
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long nanos = THREADS.getCurrentThreadCpuTime();
    run(step, ROUNDS);
    double frames = FRAMES * ROUNDS;
    System.out.printf("%-32s %10.2f %10.0f%n", name,
        (THREADS.getCurrentThreadCpuTime() - nanos) / 1e3 / frames,
        (THREADS.getCurrentThreadAllocatedBytes() - bytes) / frames);
  }

  private static void run(Step step, int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < FRAMES; i++) {
        step.frame(i);
      }
    }
  }

  /** Five seconds of a voice-like sound: harmonics of a gliding pitch, syllables and some noise. */
  private static short[][] frames(int sampleRate) {
    Random random = new Random(1);
    List<short[]> frames = new ArrayList<>();
    double phase = 0;
    for (int i = 0; i < FRAMES; i++) {
      short[] frame = new short[sampleRate / 50];
      for (int n = 0; n < frame.length; n++) {
        double seconds = i * 0.02 + (double) n / sampleRate;
        phase += 2 * Math.PI * (130 + 40 * Math.sin(2 * Math.PI * seconds)) / sampleRate;
        double sample = 0.1 * random.nextGaussian();
        for (int harmonic = 1; harmonic < 25; harmonic++) {
          sample += Math.sin(harmonic * phase) / harmonic;
        }
        frame[n] = (short) (4000 * sample * Math.max(0, Math.sin(2 * Math.PI * 3 * seconds)));
      }
      frames.add(frame);
    }
    return frames.toArray(short[][]::new);
  }
}
