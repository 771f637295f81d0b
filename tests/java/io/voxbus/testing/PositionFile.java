package io.voxbus.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A sound of which every frame of 20 ms says where it is: all of its samples are the frame's number times 8. */
public final class PositionFile {
  private static final int RATE = 16_000;
  private static final int FRAME = 320;
  private static final int STEP = 8;

  private PositionFile() {}

  public static void write(Path path, int seconds) {
    int samples = seconds * RATE;
    ByteBuffer wav = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
    wav.put(ascii("RIFF")).putInt(36 + 2 * samples).put(ascii("WAVE"));
    wav.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) 1).putInt(RATE)
        .putInt(2 * RATE).putShort((short) 2).putShort((short) 16);
    wav.put(ascii("data")).putInt(2 * samples);
    for (int i = 0; i < samples; i++) {
      wav.putShort((short) ((i / FRAME + 1) * STEP));
    }
    try {
      Files.createDirectories(path.getParent());
      Files.write(path, wav.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The number of the frame, from 1, that the first sample of this audio belongs to; 0 for silence. */
  public static int frame(byte[] audio) {
    return (short) (audio[0] & 0xff | audio[1] << 8) / STEP;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
