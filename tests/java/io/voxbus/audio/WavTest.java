package io.voxbus.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.voxbus.audio.WavHeader.Sample;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WavTest {
  private static final int PCM = 1;

  @Test
  void readsWhatItWrote() throws IOException {
    byte[] file = join(WavHeader.bytes(16_000, 2, 8), new byte[]{1, 0, 3, 0, -2, -1, 0, 0});
    Wav wav = Wav.open(new ByteArrayInputStream(file));
    assertEquals(new WavHeader(Sample.S16, 16_000, 2, 8), wav.header());
    assertArrayEquals(new short[]{2, -1}, all(wav));
  }

  @Test
  void writesTheHeaderThatEveryProgramReads() {
    assertArrayEquals(wave(chunk("fmt ", format(PCM, 2, 16_000, 16)), chunk("data", new byte[4])),
        join(WavHeader.bytes(16_000, 2, 4), new byte[4]));
  }

  @Test
  void anUnknownLengthIsWrittenAsStreamsDoIt() throws IOException {
    byte[] header = WavHeader.bytes(8000, 1, WavHeader.UNKNOWN);
    assertEquals(WavHeader.LENGTH, header.length);
    assertEquals(new WavHeader(Sample.S16, 8000, 1, WavHeader.UNKNOWN), read(header));
  }

  @ParameterizedTest
  @CsvSource({"1, 8, '80 ff 00', U8, '0 32512 -32768'", "1, 16, '34 12 00 80', S16, '4660 -32768'",
      "1, 24, '99 34 12 00 00 80', S24, '4660 -32768'",
      "1, 32, '99 99 34 12 00 00 00 80', S32, '4660 -32768'",
      "3, 32, '00 00 00 3f 00 00 00 c0 00 00 c0 7f', F32, '16384 -32768 0'",
      "6, 8, 'd5 2a', A_LAW, '8 -32256'",
      "7, 8, 'ff 00', MU_LAW, '0 -32124'"})
  void readsEverySampleFormat(int tag, int bits, String bytes, Sample sample, String expected)
      throws IOException {
    byte[] data = hex(bytes);
    Wav wav = Wav.open(new ByteArrayInputStream(
        wave(chunk("fmt ", format(tag, 1, 8000, bits)), chunk("data", data))));
    assertEquals(new WavHeader(sample, 8000, 1, data.length), wav.header());
    assertEquals(expected, shown(all(wav)));
  }

  @Test
  void twoChannelsBecomeTheirMeanInEveryFormat() throws IOException {
    byte[] data = hex("00 00 10 00 00 20 00 00 f0 00 00 f0");
    assertEquals("6144 -4096", shown(all(Wav.open(new ByteArrayInputStream(
        wave(chunk("fmt ", format(PCM, 2, 44_100, 24)), chunk("data", data)))))));
  }

  @Test
  void looksIntoTheExtensibleFormat() throws IOException {
    byte[] format = Arrays.copyOf(format(0xFFFE, 2, 48_000, 32), 40);
    format[16] = 22;
    format[24] = 3;
    assertEquals(new WavHeader(Sample.F32, 48_000, 2, 8),
        read(wave(chunk("fmt ", format), chunk("data", new byte[8]))));
  }

  @Test
  void passesOverOtherChunksAndTheirPadding() throws IOException {
    byte[] file = wave(chunk("LIST", new byte[7]),
        chunk("fmt ", Arrays.copyOf(format(PCM, 1, 8000, 16), 18)),
        chunk("fact", new byte[4]), chunk("odd ", new byte[1]), chunk("data", new byte[2]),
        chunk("LIST", new byte[9]));
    assertEquals("0", shown(all(Wav.open(new ByteArrayInputStream(file)))));
  }

  @ParameterizedTest
  @CsvSource({"0", "-1"})
  void aLengthThatAStreamCouldNotKnowMeansUpToTheEnd(int written) throws IOException {
    byte[] file = wave(chunk("fmt ", format(PCM, 1, 8000, 16)),
        chunk("data", hex("01 00 02 00 03 00")));
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(40, written);
    Wav wav = Wav.open(new ByteArrayInputStream(file));
    assertEquals(WavHeader.UNKNOWN, wav.header().dataBytes());
    assertEquals("1 2 3", shown(all(wav)));
  }

  @Test
  void aFileThatWasCutOffEndsWithItsLastWholeSample() throws IOException {
    byte[] file = wave(chunk("fmt ", format(PCM, 1, 8000, 16)),
        chunk("data", hex("01 00 02 00 03 00")));
    assertEquals("1 2",
        shown(all(Wav.open(new ByteArrayInputStream(Arrays.copyOf(file, file.length - 1))))));
  }

  @Test
  void aNetworkThatDeliversByteByByteChangesNothing() throws IOException {
    byte[] file = join(WavHeader.bytes(8000, 1, 6), hex("01 00 02 00 03 00"));
    InputStream slow = new FilterInputStream(new ByteArrayInputStream(file)) {
      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return super.read(into, offset, Math.min(length, 1));
      }
    };
    assertEquals("1 2 3", shown(all(Wav.open(slow))));
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 8000, 16, 'WAV of 0 channels; 1 or 2 are played'",
      "1, 6, 48000, 16, 'WAV of 6 channels; 1 or 2 are played'", "1, 1, 0, 16, 'WAV at 0 Hz'",
      "1, 1, -1, 16, 'WAV at -1 Hz'", "1, 1, 4000000, 16, 'WAV at 4000000 Hz'",
      "85, 1, 8000, 16, 'WAV in format 85 with 16 bits'",
      "1, 1, 8000, 12, 'WAV in format 1 with 12 bits'"})
  void saysWhatItCannotPlay(int tag, int channels, int rate, int bits, String message) {
    byte[] file = wave(chunk("fmt ", format(tag, channels, rate, bits)),
        chunk("data", new byte[4]));
    assertEquals(message, assertThrows(IOException.class, () -> read(file)).getMessage());
  }

  @Test
  void refusesHostileSizes() {
    byte[] fmt = chunk("fmt ", format(PCM, 1, 8000, 16));
    assertRefused("WAV format of 2147483647 bytes", wave(lying("fmt ", Integer.MAX_VALUE)));
    assertRefused("WAV format of 4294967295 bytes", wave(lying("fmt ", -1)));
    assertRefused("WAV format of 15 bytes", wave(chunk("fmt ", new byte[15])));
    assertRefused("WAV with 4294967295 bytes before its data, the last in 'LIST'",
        wave(fmt, lying("LIST", -1)));
    assertRefused("WAV ends within 'LIST'", wave(fmt, lying("LIST", 1_000_000)));
    assertRefused("WAV ends within its header", wave(fmt));
    assertRefused("WAV without a format before its data", wave(chunk("data", new byte[4])));
    byte[] block = format(PCM, 1, 8000, 16);
    block[12] = 7;
    assertRefused("WAV whose block of 7 bytes is not its samples", wave(chunk("fmt ", block)));
    assertRefused("not a WAV file", new byte[100]);
    assertRefused("WAV ends within its header", new byte[3]);
  }

  @Test
  void anyBytesAreReadOrRefused() {
    byte[] good = wave(chunk("LIST", new byte[6]), chunk("fmt ", format(PCM, 2, 8000, 16)),
        chunk("data", new byte[40]));
    Random random = new Random(4);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] file = good.clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        file[random.nextInt(file.length)] = (byte) random.nextInt();
      }
      try {
        all(Wav.open(new ByteArrayInputStream(file)));
      } catch (IOException e) {
        refused++;
      }
    }
    assertEquals(true, refused > 1000 && refused < 19_000, "refused " + refused);
  }

  private static void assertRefused(String message, byte[] file) {
    assertEquals(message, assertThrows(IOException.class, () -> read(file)).getMessage());
  }

  private static WavHeader read(byte[] file) throws IOException {
    return WavHeader.read(new ByteArrayInputStream(file));
  }

  private static short[] all(Wav wav) throws IOException {
    short[] all = new short[0];
    short[] part = new short[2];
    for (int samples = wav.read(part); samples != -1; samples = wav.read(part)) {
      all = Arrays.copyOf(all, all.length + samples);
      System.arraycopy(part, 0, all, all.length - samples, samples);
    }
    return all;
  }

  private static String shown(short[] pcm) {
    return Arrays.toString(pcm).replaceAll("[\\[\\],]", "");
  }

  private static byte[] format(int tag, int channels, int rate, int bits) {
    int block = channels * bits / 8;
    return ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putShort((short) tag)
        .putShort((short) channels)
        .putInt(rate).putInt(rate * block).putShort((short) block).putShort((short) bits).array();
  }

  private static byte[] chunk(String name, byte[] content) {
    byte[] chunk = join(lying(name, content.length), content);
    return content.length % 2 == 0 ? chunk : Arrays.copyOf(chunk, chunk.length + 1);
  }

  /** A chunk's head alone. */
  private static byte[] lying(String name, int length) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).put(name.getBytes()).putInt(length)
        .array();
  }

  private static byte[] wave(byte[]... chunks) {
    byte[] all = join(chunks);
    return join(lying("RIFF", all.length + 4), "WAVE".getBytes(), all);
  }

  private static byte[] join(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  private static byte[] hex(String bytes) {
    return java.util.HexFormat.ofDelimiter(" ").parseHex(bytes);
  }
}
