package io.voxbus.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LinearPcmTest {
  private final Codec codec = new LinearPcm(16_000);
  private final short[] pcm = new short[Codec.MAX_SAMPLES];

  @Test
  void samplesAreLittleEndian() {
    byte[] packet = new byte[6];
    assertEquals(6, codec.encode(new short[]{0x1234, -2, Short.MIN_VALUE}, packet));
    assertArrayEquals(new byte[]{0x34, 0x12, (byte) 0xFE, (byte) 0xFF, 0, (byte) 0x80}, packet);
    assertArrayEquals(new short[]{0x1234, -2, Short.MIN_VALUE}, decode(packet));
  }

  @Test
  void anOddByteWaitsForTheNextPacket() {
    assertArrayEquals(new short[]{0x0201}, decode(1, 2, 3));
    assertArrayEquals(new short[]{}, decode());
    assertArrayEquals(new short[]{0x0403, 0x0605}, decode(4, 5, 6));
    assertArrayEquals(new short[]{}, decode(0xFF));
    assertArrayEquals(new short[]{-1}, decode(0xFF));
  }

  @Test
  void aPacketThatDoesNotFitIsRefusedAndTheCarriedByteKept() {
    decode(7);
    assertThrows(IllegalArgumentException.class,
        () -> codec.decode(new byte[3], 0, 3, new short[1]));
    assertArrayEquals(new short[]{0x0807}, decode(8));
  }

  @Test
  void aFrameOf20MillisecondsFitsAtEveryRate() {
    for (int rate : new int[]{8000, 16_000, 24_000, 48_000}) {
      assertEquals(rate / 25,
          new LinearPcm(rate).encode(new short[rate / 50], new byte[Codec.MAX_BYTES]));
    }
  }

  private short[] decode(int... bytes) {
    byte[] packet = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      packet[i] = (byte) bytes[i];
    }
    return decode(packet);
  }

  private short[] decode(byte[] packet) {
    return Arrays.copyOf(pcm, codec.decode(packet, 0, packet.length, pcm));
  }
}
