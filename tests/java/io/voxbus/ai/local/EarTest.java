package io.voxbus.ai.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import edu.cmu.sphinx.frontend.DoubleData;
import io.voxbus.audio.Pcm;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EarTest {
  private final Ear ear = new Ear();

  private double[] heard(short[] frame) {
    Utterance utterance = new Utterance(0);
    utterance.add(frame);
    ear.hear(utterance);
    ear.getData();
    return ((DoubleData) ear.getData()).getValues();
  }

  @Test
  void digitalSilenceIsHeardAsTheFaintestNoise() {
    double[] heard = heard(new short[Pcm.FRAME]);
    assertTrue(Arrays.stream(heard).map(Math::abs).max().orElse(0) <= 2);
    assertTrue(Arrays.stream(heard).map(sample -> sample * sample).average().orElse(0) > 0.5);
  }

  @Test
  void soundStaysWhatItWas() {
    short[] frame = new short[Pcm.FRAME];
    Arrays.fill(frame, (short) 10_000);
    assertEquals(10_000, Arrays.stream(heard(frame)).average().orElse(0), 0.5);
  }
}
