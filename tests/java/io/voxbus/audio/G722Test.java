package io.voxbus.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Against vectors of a reference implementation; tests/resources/g722/README.md says how they were made. */
class G722Test {
  @Test
  void encodesToTheBitsOfTheReference() {
    assertArrayEquals(bytes("encoded.g722"), encode(samples("input.s16"), 320));
  }

  @Test
  void decodesToTheSamplesOfTheReference() {
    assertArrayEquals(samples("decoded.s16"), decode(bytes("encoded.g722"), 160));
  }

  @Test
  void decodesAnyBitsToTheSamplesOfTheReferenceWhereArithmeticSaturates() {
    assertArrayEquals(samples("random-decoded.s16"), decode(bytes("random.g722"), 160));
  }

  @Test
  void packetsOfAnyLengthDecodeToTheSame() {
    assertArrayEquals(samples("decoded.s16"), decode(bytes("encoded.g722"), 37));
  }

  @Test
  void aFrameOf20MillisecondsIs160Bytes() {
    assertEquals(160, new G722().encode(new short[320], new byte[Codec.MAX_BYTES]));
    assertEquals(320, new G722().decode(new byte[160], 0, 160, new short[Codec.MAX_SAMPLES]));
  }

  private static byte[] encode(short[] pcm, int frame) {
    Codec codec = new G722();
    byte[] all = new byte[pcm.length / 2];
    byte[] packet = new byte[Codec.MAX_BYTES];
    for (int at = 0; at < pcm.length; at += frame) {
      int bytes = codec.encode(Arrays.copyOfRange(pcm, at, at + frame), packet);
      System.arraycopy(packet, 0, all, at / 2, bytes);
    }
    return all;
  }

  private static short[] decode(byte[] coded, int packet) {
    Codec codec = new G722();
    short[] all = new short[coded.length * 2];
    short[] pcm = new short[Codec.MAX_SAMPLES];
    for (int at = 0; at < coded.length; at += packet) {
      int samples = codec.decode(coded, at, Math.min(packet, coded.length - at), pcm);
      System.arraycopy(pcm, 0, all, 2 * at, samples);
    }
    return all;
  }

  private static short[] samples(String name) {
    byte[] bytes = bytes(name);
    short[] pcm = new short[bytes.length / 2];
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (short) ((bytes[2 * i + 1] << 8) | (bytes[2 * i] & 0xFF));
    }
    return pcm;
  }

  private static byte[] bytes(String name) {
    try (InputStream in = G722Test.class.getResourceAsStream("/g722/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
