package io.voxbus.media.record;

import io.voxbus.directory.FileNames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The file of one recording: always inside {@code root}, always {@code .wav}. */
public record RecordingPath(Path root, Path path) implements WavRecorder.Target {
  /**
   * Pure: looks at no disk.
   *
   * @param template a name relative to the root, or an absolute one inside it; {@code {id}} becomes the encoded call id
   * @throws IllegalArgumentException when the file would lie outside the root; the message may be shown to a client
   */
  public static RecordingPath of(Path root, @Nullable String template, String callId) {
    String written = template == null || template.isBlank() ? "{id}.wav" : template.trim();
    String named = written.replace("{id}", FileNames.encode(callId));
    String file = named.toLowerCase(Locale.ROOT).endsWith(".wav") ? named : named + ".wav";
    Path folder = root.toAbsolutePath().normalize();
    if (file.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("recorderFile holds a NUL character");
    }
    Path path = folder.resolve(file).normalize();
    if (!path.startsWith(folder) || path.equals(folder)) {
      throw new IllegalArgumentException("recorderFile leaves the recorder folder: " + written);
    }
    return new RecordingPath(folder, path);
  }

  /** The template for a part of a call: the first has the name that was asked for, the third ends with {@code -3}. */
  static @Nullable String part(@Nullable String template, long part) {
    if (part == 1) {
      return template;
    }
    String name = template == null || template.isBlank() ? "{id}" : template.trim();
    return (name.toLowerCase(Locale.ROOT).endsWith(".wav")
        ? name.substring(0, name.length() - 4)
        : name) + "-" + part;
  }

  /**
   * Makes the folders and opens the file, empty. Blocks.
   *
   * @throws IOException also when a symbolic link on the way leads out of the root, or the file is itself a link
   */
  @Override
  public SeekableByteChannel open() throws IOException {
    Path folder = path.resolveSibling("");
    Files.createDirectories(root);
    Path existing = folder;
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && !existing.equals(root)) {
      existing = existing.resolveSibling("").normalize();
    }
    requireInside(existing);
    Files.createDirectories(folder);
    requireInside(folder);
    return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS);
  }

  private void requireInside(Path folder) throws IOException {
    if (!folder.toRealPath().startsWith(root.toRealPath())) {
      throw new IOException("a symbolic link leads out of the recorder folder");
    }
  }
}
