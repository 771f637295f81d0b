package io.voxbus.audio.file;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files from strangers: reading them ends, in little memory, with samples or an IOException. */
class DamagedFilesTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  static Stream<String> fixtures() {
    return Fixtures.NAMES.stream();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void flippedBitsHarmNobody(String name) throws IOException {
    byte[] file = Fixtures.bytes(name);
    var random = random(name);
    assertTimeoutPreemptively(LONG, () -> {
      for (int i = 0; i < 40; i++) {
        byte[] damaged = file.clone();
        int flips = 1 + random.nextInt(20);
        int range = random.nextBoolean() ? Math.min(file.length, 200) : file.length;
        for (int flip = 0; flip < flips; flip++) {
          damaged[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
        }
        play(name.endsWith(".ogg") ? OggCrc.repaired(damaged) : damaged);
      }
    });
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void aFileCutAnywhereHarmsNobody(String name) throws IOException {
    byte[] file = Fixtures.bytes(name);
    var random = random(name);
    assertTimeoutPreemptively(LONG, () -> {
      for (int i = 0; i < 30; i++) {
        play(Arrays.copyOf(file, i < 15 ? i * 4 : random.nextInt(file.length)));
      }
    });
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void noiseBehindAnHonestHeadHarmsNobody(String name) throws IOException {
    byte[] file = Fixtures.bytes(name);
    var random = random(name);
    assertTimeoutPreemptively(LONG, () -> {
      for (int head : new int[]{4, 8, 30, 44, 60, 100, 500}) {
        var noise = new byte[100_000];
        random.nextBytes(noise);
        System.arraycopy(file, 0, noise, 0, head);
        play(noise);
      }
    });
  }

  @Test
  void hugeClaimsOfATinyFileCostNothing() {
    byte[] id3 = ascii("ID3\4\0\0\177\177\177\177");
    byte[] wav = ascii("RIFF\377\377\377\377WAVEjunk\377\377\377\377");
    byte[] flac = ascii("fLaC\0\0\0\42" + "\0".repeat(34) + "\6\377\377\377");
    for (byte[] file : new byte[][]{id3, wav, flac}) {
      assertThrows(IOException.class, () -> Fixtures.open(file));
    }
  }

  @Test
  void aVorbisCodebookOfGigabytesIsRefused() throws IOException {
    byte[] file = Fixtures.bytes("tone-vorbis-mono-44100.ogg");
    int book = indexOf(file, new byte[]{'B', 'C', 'V'});
    Arrays.fill(file, book + 3, book + 8, (byte) 0xFF);
    var failure = assertThrows(IOException.class, () -> Fixtures.open(OggCrc.repaired(file)));
    assertTrue(failure.getMessage().startsWith("Vorbis file has a bad size"), failure::getMessage);
  }

  private static void play(byte[] file) {
    try (var reader = Fixtures.open(file)) {
      Fixtures.readAll(reader);
    } catch (IOException e) {
      assertTrue(e.getMessage() != null && !e.getMessage().isEmpty());
    }
  }

  private static RandomGenerator random(String name) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(name.hashCode());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static int indexOf(byte[] file, byte[] part) {
    int at = 0;
    while (!Arrays.equals(file, at, at + part.length, part, 0, part.length)) {
      at++;
    }
    return at;
  }
}
