package io.voxbus.load.speech;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The first sentence of the recording {@code speech-16k.wav}, frame by frame, with the noise around it. */
final class Said {
  static final int FRAME_BYTES = 640;
  /** The frame that the voice begins in, at 0.600 s, and the one that it ends in, at 2.591 s. */
  static final int FIRST = 30;
  static final int LAST = 129;
  private static final int HEADER = 44;
  private static final int END = 160;

  private final byte[][] frames = new byte[END][];

  Said() {
    try {
      byte[] wav = Files.readAllBytes(Path.of(System.getProperty("voxbus.root"),
          "tests/resources/audio/speech-16k.wav"));
      for (int i = 0; i < END; i++) {
        int from = HEADER + i * FRAME_BYTES;
        frames[i] = Arrays.copyOfRange(wav, from, from + FRAME_BYTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Before the voice and after it the noise between the sentences, over and over. */
  byte[] frame(int number) {
    return number >= 0 && number < END ? frames[number] : frames[Math.floorMod(number, FIRST - 2)];
  }

  static List<String> quoted(String json, String field) {
    int at = json.indexOf("\"" + field + "\":");
    return at < 0
        ? List.of()
        : List.of(json.substring(at + field.length() + 3).split("[,}]", 2)[0].replace("\"", ""));
  }

  static long number(String json, String field) {
    return quoted(json, field).stream().mapToLong(Long::parseLong).findFirst().orElseThrow();
  }
}
