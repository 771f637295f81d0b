package io.voxbus.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class G711Test {
  /** The largest value of each segment of ITU-T G.711 table 2a, as 14 bits, and its table 1a, as 13 bits. */
  private static final int[] MU_TOPS = {30, 93, 219, 471, 975, 1983, 3999, 8031};
  private static final int[] A_TOPS = {31, 63, 126, 252, 504, 1008, 2016, 4032};
  /** The highest virtual decision value of the mu-law, as 16 bits. */
  private static final int CLIP = 4 * 8159;

  @Test
  void muLawDecodesTheEndsOfItsSegmentsAsInTheRecommendation() {
    for (int segment = 0; segment < 8; segment++) {
      int code = 0xF0 - 16 * segment;
      assertEquals(4 * MU_TOPS[segment], decode(G711.MU_LAW, code));
      assertEquals(-4 * MU_TOPS[segment], decode(G711.MU_LAW, code - 0x80));
    }
    assertEquals(0, decode(G711.MU_LAW, 0xFF));
    assertEquals(0, decode(G711.MU_LAW, 0x7F));
  }

  @Test
  void aLawDecodesTheEndsOfItsSegmentsAsInTheRecommendation() {
    for (int segment = 0; segment < 8; segment++) {
      int code = (0x8F + 16 * segment) ^ 0x55;
      assertEquals(8 * A_TOPS[segment], decode(G711.A_LAW, code));
      assertEquals(-8 * A_TOPS[segment], decode(G711.A_LAW, code ^ 0x80));
    }
    assertEquals(8, decode(G711.A_LAW, 0xD5));
    assertEquals(-8, decode(G711.A_LAW, 0x55));
  }

  @Test
  void everySampleIsWithinHalfAStepOfWhatItsCodeDecodesTo() {
    for (G711 law : new G711[]{G711.MU_LAW, G711.A_LAW}) {
      for (int sample = -CLIP; sample <= CLIP; sample++) {
        byte code = law.encode((short) sample);
        assertTrue(Math.abs(law.decode(code) - sample) <= halfStep(law, code), "sample " + sample);
      }
    }
  }

  @Test
  void whatIsTooLoudBecomesTheLoudestCode() {
    assertEquals(0x80, G711.MU_LAW.encode(Short.MAX_VALUE) & 0xFF);
    assertEquals(0x00, G711.MU_LAW.encode(Short.MIN_VALUE) & 0xFF);
    assertEquals(0xAA, G711.A_LAW.encode(Short.MAX_VALUE) & 0xFF);
    assertEquals(0x2A, G711.A_LAW.encode(Short.MIN_VALUE) & 0xFF);
  }

  @Test
  void whatWasDecodedEncodesToTheSameCode() {
    for (G711 law : new G711[]{G711.MU_LAW, G711.A_LAW}) {
      for (int code = 0; code < 256; code++) {
        boolean negativeZero = law == G711.MU_LAW && code == 0x7F;
        int expected = negativeZero ? 0xFF : code;
        assertEquals(expected, law.encode(law.decode((byte) code)) & 0xFF);
      }
    }
  }

  @Test
  void aFrameIsAByteASample() {
    byte[] packet = new byte[Codec.MAX_BYTES];
    assertEquals(160, G711.MU_LAW.encode(new short[160], packet));
    assertEquals((byte) 0xFF, packet[159]);
    short[] pcm = new short[2];
    assertEquals(2, G711.A_LAW.decode(new byte[]{0, (byte) 0xD5, 0x55}, 1, 2, pcm));
    assertArrayEquals(new short[]{8, -8}, pcm);
  }

  @Test
  void refusesAPacketThatDoesNotFit() {
    assertThrows(IllegalArgumentException.class,
        () -> G711.MU_LAW.decode(new byte[9], 0, 9, new short[8]));
  }

  private static int decode(G711 law, int code) {
    return law.decode((byte) code);
  }

  private static int halfStep(G711 law, byte code) {
    if (law == G711.MU_LAW) {
      return 4 << ((~code >> 4) & 7);
    }
    return 8 << Math.max(0, (((code ^ 0x55) >> 4) & 7) - 1);
  }
}
