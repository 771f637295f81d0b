package io.voxbus.audio.vad;

import io.voxbus.audio.Pcm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SileroVadTest {
  private static final int WINDOW = 512;

  @Test
  void scoresAreThoseOfOnnxruntime() throws IOException {
    assertArrayEquals(Recording.floats("speech-16k.silero.txt"),
        byWindows(Recording.samples("speech-16k.wav")), 2e-5f);
  }

  @Test
  void framesOf20MillisGiveTheScoreOfTheNewestWholeWindow() throws IOException {
    short[] samples = Recording.samples("speech-16k.wav");
    float[] windows = byWindows(samples);
    var vad = SileroVad.create();
    var heard = new float[samples.length / Pcm.FRAME];
    var expected = new float[heard.length];
    for (int i = 0; i < heard.length; i++) {
      heard[i] = vad.score(Arrays.copyOfRange(samples, i * Pcm.FRAME, (i + 1) * Pcm.FRAME));
      int whole = (i + 1) * Pcm.FRAME / WINDOW;
      expected[i] = whole == 0 ? 0 : windows[whole - 1];
    }
    assertArrayEquals(expected, heard);
  }

  @Test
  void streamsDoNotDisturbEachOther() throws IOException {
    short[] speech = Recording.samples("speech-16k.wav");
    var noise = Sounds.whiteNoise(3_000, 1);
    var vad = SileroVad.create();
    var other = SileroVad.create();
    var scores = new float[speech.length / WINDOW];
    for (int i = 0; i < scores.length; i++) {
      other.score(Arrays.copyOfRange(noise, i * WINDOW, (i + 1) * WINDOW));
      scores[i] = vad.score(Arrays.copyOfRange(speech, i * WINDOW, (i + 1) * WINDOW));
    }
    assertArrayEquals(byWindows(speech), scores);
  }

  @Test
  void toneNoiseAndSilenceAreNotSpeech() {
    assertEquals(0, loudest(new short[Sounds.SECONDS_10]), 0.1f);
    assertEquals(0, loudest(Sounds.whiteNoise(3_000, 1)),
        0.1f);
    assertEquals(0, loudest(Sounds.tones(8_000, 440, 480)), 0.1f);
    assertTrue(loudest(Sounds.tones(8_000, 697, 1_209)) < 0.35f);
  }

  private static float loudest(short[] samples) {
    float loudest = 0;
    for (float score : byWindows(samples)) {
      loudest = Math.max(loudest, score);
    }
    return loudest;
  }

  private static float[] byWindows(short[] samples) {
    var vad = SileroVad.create();
    var scores = new float[samples.length / WINDOW];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = vad.score(Arrays.copyOfRange(samples, i * WINDOW, (i + 1) * WINDOW));
    }
    return scores;
  }
}
