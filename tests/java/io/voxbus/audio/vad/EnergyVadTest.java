package io.voxbus.audio.vad;

import io.voxbus.audio.Pcm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.audio.vad.SpeechGate.Options;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnergyVadTest {
  private static final List<Long> NOTHING = List.of();

  @Test
  void theSpeechOfARecordingIsWithin100MillisOfTheTruth() throws IOException {
    var truth = List.of(600L, 2_591L, 3_391L, 4_744L);
    var heard = speeches(Recording.samples("speech-16k.wav"));
    assertEquals(truth.size(), heard.size(), heard::toString);
    for (int i = 0; i < truth.size(); i++) {
      assertEquals(truth.get(i), heard.get(i), 100, heard::toString);
    }
  }

  @Test
  void steadyNoiseIsNotSpeechEvenWhenItComesOutOfSilence() {
    for (int seed = 0; seed < 10; seed++) {
      assertEquals(NOTHING, speeches(Sounds.whiteNoise(300, seed)));
      assertEquals(NOTHING, speeches(late(Sounds.whiteNoise(3_000, seed))));
    }
  }

  @Test
  void tonesOfTheTelephoneAreNotSpeech() {
    assertEquals(NOTHING, speeches(late(Sounds.tones(8_000, 440, 480))));
    assertEquals(NOTHING, speeches(late(Sounds.tones(8_000, 480, 620))));
    assertEquals(NOTHING, speeches(late(Sounds.tones(8_000, 350, 440))));
    assertEquals(NOTHING, speeches(late(Sounds.tones(8_000, 425, 425))));
    assertEquals(NOTHING, speeches(late(Sounds.tones(8_000, 770, 1_336))));
  }

  @Test
  void dtmfDigitsInARowAreNotSpeech() {
    short[] digits = Sounds.tones(8_000, 852, 1_477);
    for (int start = 0; start < digits.length; start += 3_200) {
      Arrays.fill(digits, start, start + 1_600, (short) 0);
    }
    assertEquals(NOTHING, speeches(digits));
  }

  @Test
  void silenceScoresNothing() {
    assertTrue(new EnergyVad().score(new short[Pcm.FRAME]) < 0.01f);
  }

  private static short[] late(short[] sound) {
    var samples = new short[sound.length + Pcm.RATE];
    System.arraycopy(sound, 0, samples, Pcm.RATE, sound.length);
    return samples;
  }

  /** Start and end of each speech, ms. */
  private static List<Long> speeches(short[] samples) {
    var times = new ArrayList<Long>();
    var gate = new SpeechGate(new Options(0.5f, 250, 300, 0, EnergyVad.LAG));
    var vad = new EnergyVad();
    for (int i = 0; i + Pcm.FRAME <= samples.length; i += Pcm.FRAME) {
      float score = vad.score(Arrays.copyOfRange(samples, i, i + Pcm.FRAME));
      gate.accept(score, i * 1_000L / Pcm.RATE, new SpeechGate.Listener() {
        @Override
        public void speaking(long startMillis) {
          times.add(startMillis);
        }

        @Override
        public void silence(long speechStartMillis, long speechMillis, long silenceStartMillis) {
          times.add(silenceStartMillis);
        }

        @Override
        public void idle(long sinceMillis, long millis) {
          throw new AssertionError("no timeout was asked for");
        }
      });
    }
    return times;
  }
}
