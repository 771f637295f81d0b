package io.voxbus.audio.vad;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Test recordings under {@code audio/}. */
final class Recording {
  private static final int WAV_HEADER = 44;

  private Recording() {}

  /** The samples of a plain 16-bit mono WAV file. */
  static short[] samples(String name) throws IOException {
    var bytes = ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
    var samples = new short[(bytes.capacity() - WAV_HEADER) / 2];
    bytes.position(WAV_HEADER).asShortBuffer().get(samples);
    return samples;
  }

  static float[] floats(String name) throws IOException {
    var lines = new String(bytes(name), StandardCharsets.US_ASCII).lines().toList();
    var values = new float[lines.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(lines.get(i));
    }
    return values;
  }

  private static byte[] bytes(String name) throws IOException {
    try (var in = Objects.requireNonNull(Recording.class.getResourceAsStream("/audio/" + name),
        name)) {
      return in.readAllBytes();
    }
  }
}
