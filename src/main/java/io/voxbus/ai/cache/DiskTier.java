package io.voxbus.ai.cache;

import io.voxbus.directory.DiskWriters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Phrases in a folder, a file each; its time of change tells when it was used last, to every node that shares the
 * folder. Whatever goes wrong here only costs a synthesis.
 */
final class DiskTier {
  private static final Logger LOG = LoggerFactory.getLogger(DiskTier.class);
  private static final String ENDING = ".tts";
  /** Audio that waits for a slow disk; what comes beyond it is not kept. */
  private static final long WAITING_BYTES = 16_000_000;
  /** Other nodes write too: the folder is looked at again after so many files of our own. */
  private static final int LOOK_AFTER = 100;
  private static final long DRAFT_SECONDS = 3600;

  private final Path folder;
  private final long mostBytes;
  private final DiskWriters.Lane lane;
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean failing;
  /** On the lane only. */
  private int unseen = LOOK_AFTER;

  /** A file of the folder. */
  private record Kept(Path path, long bytes, FileTime used) {}

  DiskTier(Path folder, long mostBytes, DiskWriters writers) {
    this.folder = folder;
    this.mostBytes = mostBytes;
    this.lane = writers.lane(WAITING_BYTES);
  }

  /** Blocks. What can't be read, or was damaged, is not there. */
  short @Nullable [] get(String key) {
    Path file = file(key);
    try {
      short[] pcm = mostBytes == 0 ? null : PhraseFile.read(file);
      if (pcm != null) {
        touch(file);
      } else if (mostBytes > 0) {
        LOG.atWarn().addKeyValue("file", file).log("a damaged phrase is dropped");
        Files.deleteIfExists(file);
      }
      return pcm;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("file", file).addKeyValue("reason", e.toString())
          .log("a phrase can't be read");
      return null;
    }
  }

  /** Who can't write there still hears what is there; it only may go before its time. */
  private static void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException | UnsupportedOperationException readOnly) {
      LOG.atDebug().addKeyValue("file", file).addKeyValue("reason", readOnly.toString())
          .log("a phrase can't be marked as used");
    }
  }

  void put(String key, short[] pcm) {
    if (2L * pcm.length <= mostBytes) {
      lane.offer(2L * pcm.length, () -> write(key, pcm));
    }
  }

  long bytes() {
    return bytes.get();
  }

  private void write(String key, short[] pcm) {
    try {
      if (unseen >= LOOK_AFTER) {
        Files.createDirectories(folder);
        evict();
      }
      PhraseFile.write(file(key), pcm);
      unseen++;
      if (bytes.addAndGet(2L * pcm.length) > mostBytes) {
        evict();
      }
      failing = false;
    } catch (IOException e) {
      unseen = LOOK_AFTER;
      if (!failing) {
        failing = true;
        LOG.atWarn().addKeyValue("folder", folder).addKeyValue("reason", e.toString())
            .log("phrases are not kept on disk");
      }
    }
  }

  /** What was not used for the longest time goes, until nine tenths are left. */
  private void evict() throws IOException {
    List<Kept> all = new ArrayList<>(look());
    all.sort(Comparator.comparing(Kept::used));
    long sum = all.stream().mapToLong(Kept::bytes).sum();
    long left = sum > mostBytes ? mostBytes - mostBytes / 10 : sum;
    for (Kept one : all) {
      if (sum <= left) {
        break;
      }
      Files.deleteIfExists(one.path());
      sum -= one.bytes();
    }
    bytes.set(sum);
    unseen = 0;
  }

  private List<Kept> look() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(this::look).flatMap(Stream::ofNullable).toList();
    }
  }

  /** Also sweeps up what nodes that died had begun to write. */
  private @Nullable Kept look(Path path) {
    try {
      FileTime time = Files.getLastModifiedTime(path);
      if (path.toString().endsWith(".tmp")
          && time.toInstant().isBefore(Instant.now().minusSeconds(DRAFT_SECONDS))) {
        Files.deleteIfExists(path);
      }
      return path.toString().endsWith(ENDING) ? new Kept(path, Files.size(path), time) : null;
    } catch (IOException e) {
      return null; // another node was faster
    }
  }

  private Path file(String key) {
    return folder.resolve(key + ENDING);
  }
}
