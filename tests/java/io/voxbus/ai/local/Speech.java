package io.voxbus.ai.local;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.audio.AudioFrame;
import io.voxbus.audio.Pcm;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.protocol.api.TtsOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** What the tests of the built-in speech say and hear. */
final class Speech {
  static final long START_MILLIS = 1_000_000;
  private static final int LOUD = 800;

  private Speech() {}

  /** Frames of 20 ms of these samples, with a second of quiet line before, between and after them. */
  static List<AudioFrame> line(short[]... spoken) {
    Random noise = new Random(7);
    List<AudioFrame> frames = new ArrayList<>();
    quiet(50, noise, frames);
    for (short[] samples : spoken) {
      for (int at = 0; at + Pcm.FRAME <= samples.length; at += Pcm.FRAME) {
        short[] frame = new short[Pcm.FRAME];
        System.arraycopy(samples, at, frame, 0, Pcm.FRAME);
        add(frame, frames);
      }
      quiet(50, noise, frames);
    }
    return frames;
  }

  private static void quiet(int count, Random noise, List<AudioFrame> frames) {
    for (int i = 0; i < count; i++) {
      short[] frame = new short[Pcm.FRAME];
      for (int s = 0; s < frame.length; s++) {
        frame[s] = (short) (noise.nextGaussian() * 20);
      }
      add(frame, frames);
    }
  }

  private static void add(short[] frame, List<AudioFrame> frames) {
    frames.add(new AudioFrame(frame, START_MILLIS + (long) frames.size() * Pcm.FRAME_MILLIS));
  }

  /** All that a voice says, as one piece. */
  static short[] say(LocalTts tts, String text, TtsOption option) {
    List<AudioFrame> frames = tts.speak(Flowable.just(text), option).toList().blockingGet();
    short[] all = new short[frames.stream().mapToInt(frame -> frame.pcm().length).sum()];
    int at = 0;
    for (AudioFrame frame : frames) {
      System.arraycopy(frame.pcm(), 0, all, at, frame.pcm().length);
      at += frame.pcm().length;
    }
    return all;
  }

  /** When these samples first get loud, ms from their beginning. */
  static long firstLoudMillis(short[] samples) {
    return IntStream.range(0, samples.length).filter(at -> Math.abs(samples[at]) > LOUD).findFirst()
        .orElseThrow() * 1000L / Pcm.RATE;
  }

  /** When these samples are loud for the last time, ms from their beginning. */
  static long lastLoudMillis(short[] samples) {
    return IntStream.range(0, samples.length).filter(at -> Math.abs(samples[at]) > LOUD)
        .reduce((before, last) -> last).orElseThrow() * 1000L / Pcm.RATE;
  }

  static AsrOption listenFor(Map<String, String> extra) {
    return new AsrOption("local", null, null, null, null, null, null, null, null, null, extra, null,
        null);
  }

  /** Words that must be put in, left out or changed to make {@code heard} of {@code said}. */
  static int wordErrors(String said, String heard) {
    String[] a = said.split(" ");
    String[] b = heard.isEmpty() ? new String[0] : heard.split(" ");
    int[] row = new int[b.length + 1];
    for (int j = 0; j <= b.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length; i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length; j++) {
        int change = diagonal + (a[i - 1].equals(b[j - 1]) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length];
  }
}
