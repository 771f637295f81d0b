package io.voxbus.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class MixerTest {
  @Test
  void addsAndStaysAtTheLimit() {
    short[] into = {1, 32_000, -32_000, 7};
    Mixer.add(into, new short[]{2, 1000, -1000});
    assertArrayEquals(new short[]{3, 32_767, -32_768, 7}, into);
  }

  @Test
  void ignoresWhatIsLongerThanTheFrameItAddsTo() {
    short[] into = {1};
    Mixer.add(into, new short[]{1, 1});
    assertArrayEquals(new short[]{2}, into);
  }
}
