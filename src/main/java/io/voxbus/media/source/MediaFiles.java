package io.voxbus.media.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Finds the files that may be played: those below the media root, after symbolic links are resolved. */
public final class MediaFiles {
  private final Path root;

  public MediaFiles(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /**
   * The real path of a file. Looks at the disk: not for an event loop or a media thread.
   *
   * @param written as the client wrote it: relative to the root, or an absolute path inside it
   * @throws FetchFailed 400 no path, 403 outside the root, 404 no such file; messages name the file as it was written
   */
  public Path find(String written) {
    Path path = inside(written);
    try {
      Path real = path.toRealPath();
      if (!real.startsWith(root.toRealPath())) {
        throw refused(written);
      }
      if (!Files.isRegularFile(real) || !Files.isReadable(real)) {
        throw missing(written);
      }
      return real;
    } catch (IOException e) {
      throw missing(written);
    }
  }

  private Path inside(String written) {
    if (written.isBlank() || written.indexOf('\0') >= 0) {
      throw new FetchFailed(400, "not a file name");
    }
    Path path;
    try {
      path = Path.of(written);
    } catch (InvalidPathException e) {
      throw new FetchFailed(400, "not a file name");
    }
    for (Path step : path) {
      if (step.toString().equals("..")) {
        throw refused(written);
      }
    }
    Path resolved = root.resolve(path).normalize();
    if (!resolved.startsWith(root)) {
      throw refused(written);
    }
    return resolved;
  }

  private static FetchFailed refused(String written) {
    return new FetchFailed(403, "outside the media folder: " + written);
  }

  private static FetchFailed missing(String written) {
    return new FetchFailed(404, "no such file: " + written);
  }
}
