package io.voxbus.audio.care;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.audio.Levels;
import io.voxbus.audio.care.GainControl.Options;
import io.voxbus.testing.TelephoneLine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GainControlTest {
  private static final Options FAST = new Options(5, 50, 0, 30, -50, 12, true);

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.1, 0.5, 1})
  void aVoiceOfAnyLevelEndsUpWithItsPeaksAtTheHeadroom(double level) {
    short[] out = controlled(new GainControl(FAST), voice(level, 4));

    double peak = Levels.peak(Arrays.copyOfRange(out, out.length / 2, out.length));
    assertEquals(-4, peak, 4, "peak");
  }

  @Test
  void theGainMovesNoFasterThanItMay() {
    GainControl control = new GainControl(new Options(5, 50, 0, 6, -50, 12, true));

    controlled(control, Arrays.copyOf(voice(0.1, 1), 2 * 16_000));

    assertTrue(control.gain() <= 12 && control.gain() > 4, control.gain() + " dB");
  }

  @Test
  void noiseIsNotLiftedAboveItsBound() {
    Random random = new Random(3);
    short[] noise = new short[10 * 16_000];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (short) (60 * random.nextGaussian());
    }
    short[] out = controlled(new GainControl(new Options(5, 50, 40, 30, -50, 12, true)), noise);

    double level = Levels.rms(Arrays.copyOfRange(out, 5 * 16_000, out.length));
    assertTrue(level <= -49.5, level + " dBFS");
  }

  @Test
  void theLimiterHoldsDownWhatIsTooLoudWhileTheGainIsStillHigh() {
    Options high = new Options(5, 50, 30, 0.001, 0, 12, true);
    short[] out = controlled(new GainControl(high), voice(1, 1));

    assertTrue(
        Arrays.stream(boxed(out)).filter(sample -> Math.abs(sample) >= 32_767).count() < out.length
            / 1000,
        "samples at the edge");
    assertTrue(Levels.peak(out) > -3);
  }

  @Test
  void withoutTheLimiterItIsCut() {
    Options high = new Options(5, 50, 30, 0.001, 0, 12, false);
    short[] out = controlled(new GainControl(high), voice(1, 1));

    assertTrue(
        Arrays.stream(boxed(out)).filter(sample -> Math.abs(sample) >= 32_767).count() > 100);
  }

  private static int[] boxed(short[] pcm) {
    int[] all = new int[pcm.length];
    for (int i = 0; i < pcm.length; i++) {
      all[i] = pcm[i];
    }
    return all;
  }

  private static short[] controlled(GainControl control, short[] pcm) {
    short[] out = new short[pcm.length];
    short[] frame = new short[320];
    for (int at = 0; at + 320 <= pcm.length; at += 320) {
      System.arraycopy(pcm, at, frame, 0, 320);
      control.process(frame);
      System.arraycopy(frame, 0, out, at, 320);
    }
    return out;
  }

  private static short[] voice(double level, int times) {
    TelephoneLine line = new TelephoneLine();
    for (int i = 0; i < times; i++) {
      line.speech(600, 4_600);
    }
    byte[] bytes = line.bytes();
    short[] pcm = new short[bytes.length / 2];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(pcm);
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (short) Math.round(pcm[i] * level);
    }
    return pcm;
  }
}
