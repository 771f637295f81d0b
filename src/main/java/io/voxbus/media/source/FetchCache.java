package io.voxbus.media.source;

import io.voxbus.directory.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Downloaded files in a folder, named by the SHA-256 of their URL. The folder is all there is to know, so it may be
 * shared and outlives the node: the time of change says when a file came, the time of access when it was last wanted.
 * Every method blocks.
 */
final class FetchCache {
  /** What was handed out so recently is not thrown away: its reader may not have opened it yet. */
  static final long KEPT_MILLIS = 60_000;
  private static final long ABANDONED_MILLIS = 3_600_000;
  private final Path root;
  private final long maxBytes;
  private final long maxAgeMillis;
  private final LongSupplier nowMillis;

  FetchCache(Path root, long maxBytes, long maxAgeMillis, LongSupplier nowMillis) {
    this.root = root.toAbsolutePath();
    this.maxBytes = maxBytes;
    this.maxAgeMillis = maxAgeMillis;
    this.nowMillis = nowMillis;
  }

  private record Held(Path path, long bytes, long usedMillis) {}

  /** The file of a URL, when it is there and young enough. */
  @Nullable
  Path find(String url) throws IOException {
    Path file = file(url);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      long ageMillis = nowMillis.getAsLong() - Files.getLastModifiedTime(file).toMillis();
      if (ageMillis >= maxAgeMillis) {
        return null;
      }
      touch(file, null);
      return file;
    } catch (NoSuchFileException e) {
      return null; // another node has thrown it away
    }
  }

  /** A new place to download to. */
  Path part() throws IOException {
    Files.createDirectories(root);
    return root.resolve(UUID.randomUUID() + ".part");
  }

  /** Makes a complete download the file of its URL and throws away what then is too much. */
  Path keep(String url, Path part) throws IOException {
    touch(part, FileTime.fromMillis(nowMillis.getAsLong()));
    Path file = Files.move(part, file(url), StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    evict();
    return file;
  }

  void discard(Path part) throws IOException {
    Files.deleteIfExists(part);
  }

  private Path file(String url) {
    return root.resolve(FileNames.sha256(url));
  }

  private void touch(Path file, @Nullable FileTime cameAt) throws IOException {
    Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(cameAt,
        FileTime.fromMillis(nowMillis.getAsLong()), null);
  }

  private void evict() throws IOException {
    long now = nowMillis.getAsLong();
    List<Held> held = held();
    long bytes = held.stream().mapToLong(Held::bytes).sum();
    for (Held file : held) {
      boolean part = file.path().toString().endsWith(".part");
      boolean old = now - file.usedMillis() > (part ? ABANDONED_MILLIS : KEPT_MILLIS);
      if (old && (part || bytes > maxBytes) && Files.deleteIfExists(file.path())) {
        bytes -= file.bytes();
      }
    }
  }

  /** What is in the folder, the least recently used first. */
  private List<Held> held() throws IOException {
    List<Held> held = new ArrayList<>();
    try (Stream<Path> files = Files.list(root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        look(file).ifPresent(held::add);
      }
    }
    held.sort(Comparator.comparingLong(Held::usedMillis));
    return held;
  }

  /** Nothing when it has gone meanwhile: another download has ended, another node has made room. */
  private static Optional<Held> look(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = Files.getFileAttributeView(file,
          BasicFileAttributeView.class).readAttributes();
      return Optional.of(
          new Held(file, attributes.size(), attributes.lastAccessTime().toMillis()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
