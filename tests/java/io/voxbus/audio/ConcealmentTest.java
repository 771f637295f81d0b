package io.voxbus.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.testing.Signals;
import io.voxbus.testing.Spectrum;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConcealmentTest {
  private static final int RATE = 8000;
  private static final int FRAME = 160;

  @ParameterizedTest
  @ValueSource(doubles = {90, 200, 330})
  void theVoiceGoesOnThroughALostPacketWithoutAClick(double hz) {
    short[] sine = Signals.sine(RATE, hz, -10, 6 * FRAME);
    short[] lossy = play(sine, 3);
    assertTrue(Spectrum.signalToError(sine, lossy) > 14,
        "signal to error " + Spectrum.signalToError(sine, lossy));
    assertTrue(largestStep(lossy) < 1.6 * largestStep(sine), "a click");
  }

  @Test
  void whatIsNotLostIsNotTouched() {
    short[] noise = Signals.whiteNoise(-20, 6 * FRAME, 1);
    assertArrayEquals(noise, play(noise));
    assertArrayEquals(Arrays.copyOfRange(noise, 40, 2 * FRAME),
        Arrays.copyOfRange(play(Signals.join(new short[FRAME], noise), 0), FRAME + 40,
            3 * FRAME));
  }

  @Test
  void aLongGapFadesIntoSilence() {
    short[] sine = Signals.sine(RATE, 200, -10, 10 * FRAME);
    short[] lossy = play(sine, 3, 4, 5, 6, 7);
    double last = -300;
    for (int packet = 7; packet >= 3; packet--) {
      double level = Spectrum.rms(packet(lossy, packet));
      assertTrue(level >= last, "packet " + packet);
      last = level;
    }
    assertEquals(-200, Spectrum.rms(packet(lossy, 6)), 1);
  }

  @Test
  void silenceStaysSilent() {
    assertArrayEquals(new short[6 * FRAME], play(new short[6 * FRAME], 2, 3));
  }

  private static short[] play(short[] pcm, int... lost) {
    Concealment concealment = new Concealment(RATE);
    short[] played = new short[pcm.length];
    for (int i = 0; i < pcm.length / FRAME; i++) {
      int packet = i;
      short[] frame = packet(pcm, i);
      if (Arrays.stream(lost).anyMatch(one -> one == packet)) {
        concealment.conceal(frame, FRAME);
      } else {
        concealment.heard(frame, FRAME);
      }
      System.arraycopy(frame, 0, played, i * FRAME, FRAME);
    }
    return played;
  }

  private static short[] packet(short[] pcm, int number) {
    return Arrays.copyOfRange(pcm, number * FRAME, (number + 1) * FRAME);
  }

  private static int largestStep(short[] pcm) {
    int largest = 0;
    for (int i = 1; i < pcm.length; i++) {
      largest = Math.max(largest, Math.abs(pcm[i] - pcm[i - 1]));
    }
    return largest;
  }
}
