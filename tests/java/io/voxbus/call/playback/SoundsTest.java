package io.voxbus.call.playback;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.voxbus.protocol.bus.Sound;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoundsTest {
  @Test
  void aUrlNamesAFileAToneASilenceOrTheEcho() {
    assertEquals(new Sound.File("hello.wav", 250), Sounds.of("hello.wav", 250));
    assertEquals(new Sound.File("https://h/a.mp3", 0), Sounds.of("https://h/a.mp3", -5));
    assertEquals(new Sound.Tone(440), Sounds.of("tone:440", 0));
    assertEquals(new Sound.Silence(1_500), Sounds.of("silence:1500", 0));
    assertEquals(new Sound.Echo(), Sounds.of("echo:", 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "tone:", "tone:19", "tone:7901", "tone:-1", "tone:1e3",
      "silence:-1", "silence:3600001", "silence:x", "tone:99999999999"})
  void otherUrlsAreRefused(String url) {
    assertThrows(IllegalArgumentException.class, () -> Sounds.of(url, 0));
  }

  @Test
  void base64HoldsLittleEndianSamplesAndAnOddByteIsLeftOut() {
    assertArrayEquals(new short[]{1, -2, 256},
        samples(new byte[]{1, 0, -2, -1, 0, 1, 99}));
    assertArrayEquals(new short[0], samples(new byte[0]));
  }

  @Test
  void base64MayBeBrokenIntoLines() {
    assertArrayEquals(new short[]{1, 2}, Sounds.samples("AQAC\r\n AA==\n").pcm());
  }

  @Test
  void theHeaderOfAWavFileIsLeftOutWhateverItsChunks() {
    byte[] samples = {1, 0, 2, 0, 3, 0};
    assertArrayEquals(new short[]{1, 2, 3}, samples(wav(new byte[0], samples, 6)));
    assertArrayEquals(new short[]{1, 2, 3}, samples(wav(new byte[5], samples, 6)));
    assertArrayEquals(new short[]{1}, samples(wav(new byte[0], samples, 2)));
    assertArrayEquals(new short[]{1, 2, 3}, samples(wav(new byte[0], samples, -1)));
  }

  @Test
  void aWavFileWithoutSamplesIsSilent() {
    byte[] whole = wav(new byte[0], new byte[0], 0);
    assertArrayEquals(new short[0], samples(java.util.Arrays.copyOf(whole, whole.length - 8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"not base64!", "A", "====", "ü"})
  void whatIsNotBase64IsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Sounds.samples(text));
  }

  private static short[] samples(byte[] bytes) {
    return Sounds.samples(Base64.getEncoder().encodeToString(bytes)).pcm();
  }

  /** A WAV file with a LIST chunk before its data, whose length may be wrong, as streaming writers leave it. */
  private static byte[] wav(byte[] list, byte[] data, int dataLength) {
    int padded = list.length + (list.length & 1);
    ByteBuffer wav = ByteBuffer.allocate(12 + 24 + 8 + padded + 8 + data.length)
        .order(ByteOrder.LITTLE_ENDIAN);
    wav.put(ascii("RIFF")).putInt(wav.capacity() - 8).put(ascii("WAVE"));
    wav.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) 1).putInt(16_000)
        .putInt(32_000).putShort((short) 2).putShort((short) 16);
    wav.put(ascii("LIST")).putInt(list.length).put(list).position(wav.position() + padded
        - list.length);
    return wav.put(ascii("data")).putInt(dataLength).put(data).array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
