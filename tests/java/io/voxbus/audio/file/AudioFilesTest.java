package io.voxbus.audio.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AudioFilesTest {
  private static final int FLAC_METADATA_AT = 4;

  static Stream<String> fixtures() {
    return Fixtures.NAMES.stream();
  }

  @ParameterizedTest
  @CsvSource({"tone-8bit-8000.wav, 8000, 8000", "tone-24bit-stereo-8000.wav, 8000, 8000",
      "tone-float-8000.wav, 8000, 8000", "tone-mulaw-8000.wav, 8000, 8000",
      "tone-alaw-8000.wav, 8000, 8000",
      "tone-mono-44100.flac, 44100, 44100", "tone-24bit-stereo-48000.flac, 48000, 48000",
      "tone-vorbis-mono-44100.ogg, 44100, 44100", "tone-vorbis-stereo-44100.ogg, 44100, 44100",
      "tone-opus-mono.ogg, 48000, 48000", "tone-opus-stereo.ogg, 48000, 48000"})
  void aFileHasItsRateAndExactlyItsSamples(String name, int rate, int samples) throws IOException {
    try (var reader = Fixtures.open(Fixtures.bytes(name))) {
      assertEquals(rate, reader.sampleRate());
      assertEquals(samples, Fixtures.readAll(reader).length);
    }
  }

  @ParameterizedTest
  @CsvSource({"tone-mono-44100.mp3, 44100", "tone-stereo-24000.mp3, 24000"})
  void anMp3HasThePaddingOfItsEncoderOnTop(String name, int rate) throws IOException {
    try (var reader = Fixtures.open(Fixtures.bytes(name))) {
      assertEquals(rate, reader.sampleRate());
      int padding = Fixtures.readAll(reader).length - rate;
      assertTrue(padding >= 0 && padding < 4 * 1_152, () -> "padding " + padding);
    }
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void theToneIsTheOneThatWasRecorded(String name) throws IOException {
    try (var reader = Fixtures.open(Fixtures.bytes(name))) {
      short[] samples = Fixtures.readAll(reader);
      int rate = reader.sampleRate();
      short[] middle = Arrays.copyOfRange(samples, rate / 4, rate / 4 + rate / 2);
      assertEquals(0.5, amplitude(middle, rate, 440), 0.02);
      assertEquals(0, amplitude(middle, rate, 880), 0.005);
      assertEquals(0.5 / Math.sqrt(2), rms(middle), 0.02);
    }
  }

  @Test
  void bytesBeforeAnMp3ThatAreATagArePassedOver() throws IOException {
    byte[] untagged = Fixtures.bytes("tone-stereo-24000.mp3");
    var tag = new byte[10 + 300];
    System.arraycopy("ID3\4\0\0\0\0\2\54".getBytes(StandardCharsets.ISO_8859_1), 0, tag, 0, 10);
    assertArrayEquals(Fixtures.readAll(Fixtures.open(untagged)),
        Fixtures.readAll(Fixtures.open(join(tag, untagged))));
  }

  @Test
  void metadataOfAFlacFileArePassedOver() throws IOException {
    byte[] file = Fixtures.bytes("tone-mono-44100.flac");
    int streamInfoEnd = FLAC_METADATA_AT + 4 + 34;
    var picture = new byte[4 + 200_000];
    picture[0] = 6;
    picture[1] = (byte) (200_000 >> 16);
    picture[2] = (byte) (200_000 >> 8);
    picture[3] = (byte) 200_000;
    byte[] bigger = join(Arrays.copyOf(file, streamInfoEnd), picture,
        Arrays.copyOfRange(file, streamInfoEnd, file.length));
    assertArrayEquals(Fixtures.readAll(Fixtures.open(file)),
        Fixtures.readAll(Fixtures.open(bigger)));
  }

  @Test
  void whatIsNoAudioFileIsRefused() {
    var page = "<!DOCTYPE html><html><body>404</body></html>".getBytes(StandardCharsets.US_ASCII);
    assertEquals("not a WAV, MP3, FLAC or Ogg file",
        assertThrows(IOException.class, () -> Fixtures.open(page)).getMessage());
    assertThrows(EOFException.class, () -> Fixtures.open(new byte[0]));
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void aFileLargerThanItsLimitIsGivenUp(String name) throws IOException {
    byte[] file = Fixtures.bytes(name);
    int limit = file.length * 3 / 4;
    var failure = assertThrows(IOException.class,
        () -> Fixtures.readAll(
            AudioFiles.open(new ByteArrayInputStream(file), new Limits(limit, 1_000_000))));
    assertEquals("audio file is larger than " + limit + " bytes", failure.getMessage());
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void aFileLongerThanItsLimitIsGivenUp(String name) throws IOException {
    byte[] file = Fixtures.bytes(name);
    var failure = assertThrows(IOException.class,
        () -> Fixtures.readAll(
            AudioFiles.open(new ByteArrayInputStream(file), new Limits(1_000_000, 7_000))));
    assertEquals("audio file is longer than 7000 samples", failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"tone-8bit-8000.wav", "tone-mono-44100.flac", "tone-vorbis-mono-44100.ogg",
      "tone-opus-stereo.ogg"})
  void aFileThatIsCutOffPlaysAsFarAsItGoesAndThenFails(String name) throws IOException {
    byte[] file = Fixtures.bytes(name);
    try (var reader = Fixtures.open(Arrays.copyOf(file, file.length - 100))) {
      assertThrows(EOFException.class, () -> Fixtures.readAll(reader));
    }
  }

  @Test
  void whatIsLeftOutOfAWavIsNotRead() throws IOException {
    byte[] file = Fixtures.bytes("tone-24bit-stereo-8000.wav");
    short[] whole = Fixtures.readAll(Fixtures.open(file));
    int leftOut = 6_000;
    var read = new int[1];
    PcmReader reader = AudioFiles.open(counting(file, read), Fixtures.LIMITS);
    assertEquals(leftOut, reader.skip(leftOut));
    assertArrayEquals(Arrays.copyOfRange(whole, leftOut, whole.length), Fixtures.readAll(reader));
    assertTrue(read[0] < file.length / 2, read[0] + " bytes were read");
  }

  @Test
  void aStreamThatSkipsNothingIsReadInstead() throws IOException {
    byte[] file = Fixtures.bytes("tone-24bit-stereo-8000.wav");
    short[] whole = Fixtures.readAll(Fixtures.open(file));
    InputStream stubborn = new ByteArrayInputStream(file) {
      @Override
      public synchronized long skip(long count) {
        return 0;
      }
    };
    PcmReader reader = AudioFiles.open(stubborn, Fixtures.LIMITS);
    assertEquals(6_000, reader.skip(6_000));
    assertArrayEquals(Arrays.copyOfRange(whole, 6_000, whole.length), Fixtures.readAll(reader));
  }

  private static InputStream counting(byte[] file, int[] read) {
    return new ByteArrayInputStream(file) {
      @Override
      public synchronized int read(byte[] bytes, int offset, int length) {
        int count = super.read(bytes, offset, length);
        read[0] += Math.max(0, count);
        return count;
      }
    };
  }

  @Test
  void closingTheReaderClosesTheStreamAndSoDoesARefusal() throws IOException {
    var closed = new int[1];
    AudioFiles.open(closing(Fixtures.bytes("tone-8bit-8000.wav"), closed), Fixtures.LIMITS).close();
    assertEquals(1, closed[0]);
    assertThrows(IOException.class,
        () -> AudioFiles.open(closing(new byte[100], closed), Fixtures.LIMITS));
    assertEquals(2, closed[0]);
  }

  private static InputStream closing(byte[] file, int[] closed) {
    return new ByteArrayInputStream(file) {
      @Override
      public void close() {
        closed[0]++;
      }
    };
  }

  private static byte[] join(byte[]... parts) {
    var joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  /** Goertzel's: how much of full scale the samples have at one frequency. */
  private static double amplitude(short[] samples, int rate, double hertz) {
    double turn = 2 * Math.cos(2 * Math.PI * hertz / rate);
    double last = 0;
    double beforeLast = 0;
    for (short sample : samples) {
      double next = sample / 32_768.0 + turn * last - beforeLast;
      beforeLast = last;
      last = next;
    }
    double power = last * last + beforeLast * beforeLast - turn * last * beforeLast;
    return 2 * Math.sqrt(power) / samples.length;
  }

  private static double rms(short[] samples) {
    double sum = 0;
    for (short sample : samples) {
      sum += sample / 32_768.0 * sample / 32_768.0;
    }
    return Math.sqrt(sum / samples.length);
  }
}
