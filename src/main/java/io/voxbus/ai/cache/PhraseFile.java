package io.voxbus.ai.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** A phrase on disk: eight letters, CRC-32 of the samples, how many there are, 16-bit little-endian samples. */
final class PhraseFile {
  private static final byte[] MAGIC = "VOXTTS01".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD = MAGIC.length + 2 * Integer.BYTES;

  private PhraseFile() {}

  /** @return null if this is not, or not any more, what was written */
  static short @Nullable [] read(Path file) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (all.remaining() < HEAD) {
      return null;
    }
    byte[] magic = new byte[MAGIC.length];
    all.get(magic);
    int crc = all.getInt();
    int samples = all.getInt();
    boolean whole = java.util.Arrays.equals(magic, MAGIC) && samples >= 0
        && all.remaining() == 2L * samples && crc == crc(all.slice());
    if (!whole) {
      return null;
    }
    short[] pcm = new short[samples];
    all.asShortBuffer().get(pcm);
    return pcm;
  }

  /** Whoever reads meanwhile, on this node or another, sees the old file or the new one. */
  static void write(Path file, short[] pcm) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(HEAD + 2 * pcm.length).order(ByteOrder.LITTLE_ENDIAN);
    all.position(HEAD);
    all.asShortBuffer().put(pcm);
    int crc = crc(all.slice());
    all.position(0);
    all.put(MAGIC).putInt(crc).putInt(pcm.length);
    Path draft = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      Files.write(draft, all.array());
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static int crc(ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
