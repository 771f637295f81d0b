package io.voxbus.audio.vad;

import io.voxbus.audio.Pcm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.audio.vad.SpeechGate.Lag;
import io.voxbus.audio.vad.SpeechGate.Options;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeechGateTest {
  private sealed interface Told {
    record Speaking(long atMillis, long startMillis) implements Told {}

    record Silence(long atMillis, long speechStartMillis, long speechMillis,
        long silenceStartMillis) implements Told {}

    record Idle(long sinceMillis, long millis) implements Told {}
  }

  private static final float VOICE = 0.9f;
  private static final float QUIET = 0.1f;

  private final List<Told> told = new ArrayList<>();
  private SpeechGate gate = new SpeechGate(Options.of(Lag.NONE));
  private long now = 10_000;

  @Test
  void speechIsToldAfterItsPaddingAndItsEndAfterTheSilence() {
    play(QUIET, 100);
    play(VOICE, 400);
    play(QUIET, 200);
    assertEquals(
        List.of(new Told.Speaking(10_360, 10_100), new Told.Silence(10_600, 10_100, 400, 10_500)),
        told);
  }

  @Test
  void speechShorterThanItsPaddingIsNotTold() {
    play(VOICE, 240);
    play(QUIET, 500);
    play(VOICE, 240);
    play(QUIET, 500);
    assertEquals(List.of(), told);
  }

  @Test
  void whatMayBecomeSpeechIsToldAndSoIsWhatWasNone() {
    List<String> stirs = new ArrayList<>();
    SpeechGate.Listener listener = new SpeechGate.Listener() {
      @Override
      public void stirring(boolean begins) {
        stirs.add(now + (begins ? " begins" : " ends"));
      }

      @Override
      public void speaking(long startMillis) {
        stirs.add(now + " speech");
      }

      @Override
      public void silence(long speechStartMillis, long speechMillis, long silenceStartMillis) {
        stirs.add(now + " silence");
      }

      @Override
      public void idle(long sinceMillis, long millis) {}
    };
    int[] millis = {100, 200, 300, 200};
    for (int part = 0; part < millis.length; part++) {
      for (int i = 0; i < millis[part]; i += Pcm.FRAME_MILLIS) {
        gate.accept(part % 2 == 0 ? VOICE : QUIET, now, listener);
        now += Pcm.FRAME_MILLIS;
      }
    }
    assertEquals(List.of("10000 begins", "10180 ends", "10300 begins", "10540 speech",
        "10680 silence"), stirs);
  }

  @Test
  void shortPausesBelongToTheSpeech() {
    play(VOICE, 140);
    play(QUIET, 80);
    play(VOICE, 140);
    play(QUIET, 80);
    play(VOICE, 100);
    play(QUIET, 100);
    assertEquals(
        List.of(new Told.Speaking(10_260, 10_000), new Told.Silence(10_640, 10_000, 540, 10_540)),
        told);
  }

  @Test
  void scoresALittleBelowTheThresholdContinueASpeechButBeginNone() {
    play(0.4f, 400);
    play(0.5f, 20);
    play(0.36f, 280);
    play(0.34f, 100);
    assertEquals(
        List.of(new Told.Speaking(10_660, 10_400), new Told.Silence(10_800, 10_400, 300, 10_700)),
        told);
  }

  @Test
  void missingFramesAreSilence() {
    play(VOICE, 300);
    now += 100;
    play(VOICE, 300);
    assertEquals(
        List.of(new Told.Speaking(10_260, 10_000), new Told.Silence(10_420, 10_000, 300, 10_300),
            new Told.Speaking(10_660, 10_400)),
        told);
  }

  @Test
  void theLagOfTheDetectorIsTakenOffTheTimes() {
    gate = new SpeechGate(Options.of(new Lag(40, 90)));
    play(QUIET, 100);
    play(VOICE, 400);
    play(QUIET, 100);
    assertEquals(
        List.of(new Told.Speaking(10_360, 10_060), new Told.Silence(10_600, 10_060, 350, 10_410)),
        told);
  }

  @Test
  void aSpeechIsNeverShorterThanNothing() {
    gate = new SpeechGate(new Options(0.5f, 0, 0, 0, new Lag(0, 90)));
    play(VOICE, 20);
    play(QUIET, 20);
    assertEquals(
        List.of(new Told.Speaking(10_020, 10_000), new Told.Silence(10_040, 10_000, 0, 10_000)),
        told);
  }

  @Test
  void lastingSilenceIsToldAgainAndAgainUntilSomebodySpeaks() {
    gate = new SpeechGate(new Options(0.5f, 250, 100, 1_000, Lag.NONE));
    play(QUIET, 2_500);
    play(VOICE, 1_200);
    play(QUIET, 1_000);
    assertEquals(
        List.of(new Told.Idle(10_000, 1_000), new Told.Idle(10_000, 2_000),
            new Told.Speaking(12_760, 12_500),
            new Told.Silence(13_800, 12_500, 1_200, 13_700), new Told.Idle(13_700, 1_000)),
        told);
  }

  @Test
  void aNoiseDelaysTheSilenceTimeoutButDoesNotRestartIt() {
    gate = new SpeechGate(new Options(0.5f, 250, 100, 1_000, Lag.NONE));
    play(QUIET, 900);
    play(VOICE, 200);
    play(QUIET, 1_000);
    assertEquals(List.of(new Told.Idle(10_000, 1_200), new Told.Idle(10_000, 2_000)), told);
  }

  @Test
  void sileroPutsTheSpeechOfARecordingWithin100MillisOfTheTruth() throws IOException {
    gate = new SpeechGate(new Options(0.5f, 250, 300, 0, SileroVad.LAG));
    hear(SileroVad.create(), Recording.samples("speech-16k.wav"));
    assertEquals(4, told.size(), told.toString());
    assertNear(600, 2_591, told.get(0), told.get(1));
    assertNear(3_391, 4_744, told.get(2), told.get(3));
  }

  private void assertNear(long start, long end, Told speaking, Told silence) {
    long startMillis = 10_000 + start;
    long endMillis = 10_000 + end;
    assertTrue(speaking instanceof Told.Speaking s && Math.abs(s.startMillis - startMillis) <= 100,
        told::toString);
    assertTrue(
        silence instanceof Told.Silence s && Math.abs(s.speechStartMillis - startMillis) <= 100
            && Math.abs(s.silenceStartMillis - endMillis) <= 100
            && s.silenceStartMillis - s.speechStartMillis == s.speechMillis,
        told::toString);
  }

  private void hear(Vad vad, short[] samples) {
    for (int i = 0; i + Pcm.FRAME <= samples.length; i += Pcm.FRAME) {
      play(vad.score(Arrays.copyOfRange(samples, i, i + Pcm.FRAME)), Pcm.FRAME_MILLIS);
    }
  }

  private void play(float score, int millis) {
    for (int i = 0; i < millis; i += Pcm.FRAME_MILLIS) {
      long start = now;
      now += Pcm.FRAME_MILLIS;
      gate.accept(score, start, new SpeechGate.Listener() {
        @Override
        public void speaking(long startMillis) {
          told.add(new Told.Speaking(now, startMillis));
        }

        @Override
        public void silence(long speechStartMillis, long speechMillis, long silenceStartMillis) {
          told.add(new Told.Silence(now, speechStartMillis, speechMillis, silenceStartMillis));
        }

        @Override
        public void idle(long sinceMillis, long millis) {
          told.add(new Told.Idle(sinceMillis, millis));
        }
      });
    }
  }
}
