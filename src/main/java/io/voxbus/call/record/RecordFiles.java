package io.voxbus.call.record;

import io.voxbus.directory.FileNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Files that are either not there or whole, also after a power cut. Blocks. */
final class RecordFiles {
  private static final DateTimeFormatter TIME = DateTimeFormatter
      .ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String UNFINISHED = ".tmp";

  private RecordFiles() {}

  /** {@code <YYYYmmdd-HHMMSS>_<encoded call id>}, the time in UTC. */
  static String baseName(CallRecord record) {
    return TIME.format(record.startTime()) + "_" + FileNames.encode(record.callId());
  }

  /** Writes {@code <baseName>.json}, or {@code <baseName>_2.json} when there is one: no record replaces another. */
  static Path writeNew(Path folder, String baseName, byte[] content) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    Path file = folder.resolve(baseName + ".json");
    for (int n = 2; Files.exists(file); n++) {
      file = folder.resolve(baseName + "_" + n + ".json");
    }
    write(file, content);
    return file;
  }

  static void write(Path file, byte[] content) throws IOException {
    Path unfinished = file.resolveSibling("." + file.getFileName() + UNFINISHED);
    boolean moved = false;
    try {
      try (FileChannel out = FileChannel.open(unfinished, StandardOpenOption.CREATE,
          StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      moved = true;
      try (FileChannel folder = FileChannel.open(file.resolveSibling(""))) {
        folder.force(true); // the name, too
      }
    } finally {
      if (!moved) {
        Files.deleteIfExists(unfinished);
      }
    }
  }
}
