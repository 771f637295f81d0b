package io.voxbus.ai.vendor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PcmBytesTest {
  private static final short[] SAMPLES = {0, 1, -1, 255, -256, 32767, -32768};

  @Test
  void theLowByteComesFirst() {
    assertArrayEquals(new byte[]{0x34, 0x12}, PcmBytes.encode(new short[]{0x1234}));
  }

  @Test
  void aSampleMayBeCutInTwo() {
    byte[] bytes = PcmBytes.encode(SAMPLES);
    for (int size = 1; size <= bytes.length; size++) {
      assertEquals(list(SAMPLES), decodedInPiecesOf(size, bytes), "pieces of " + size);
    }
  }

  private static List<Short> decodedInPiecesOf(int size, byte[] bytes) {
    PcmBytes wire = new PcmBytes();
    List<Short> samples = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += size) {
      samples.addAll(
          list(wire.decode(Arrays.copyOfRange(bytes, at, Math.min(at + size, bytes.length)))));
      samples.addAll(list(wire.decode(new byte[0])));
    }
    return samples;
  }

  private static List<Short> list(short[] samples) {
    List<Short> list = new ArrayList<>();
    for (short sample : samples) {
      list.add(sample);
    }
    return list;
  }
}
