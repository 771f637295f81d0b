package io.voxbus.testing.webrtc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The offers of browsers and libraries. */
public final class Offers {
  private Offers() {}

  public static String read(String client) {
    try {
      return Files.readString(Path.of("tests/resources/webrtc", client + ".sdp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
