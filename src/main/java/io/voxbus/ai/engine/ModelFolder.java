package io.voxbus.ai.engine;

import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The folder of a model, as the configuration names it. What is missing in it is named. */
public record ModelFolder(Path path) {
  /**
   * @param provider whose settings name the folder
   * @param key      of the setting that does
   */
  public static ModelFolder of(ProviderContext context, String provider, String key) {
    String name = context.setting(key, "").strip();
    String setting = "ai.providers." + provider + "." + key;
    if (name.isEmpty()) {
      throw SpeechException.failed(
          setting + " names no folder of a model; what there is tells: voxbus models list");
    }
    Path path = Path.of(name);
    if (!Files.isDirectory(path)) {
      throw SpeechException.failed(setting + ": no such folder: " + path.toAbsolutePath());
    }
    return new ModelFolder(path);
  }

  /** The first of these files that is there; fails when there is none. */
  public Path file(String... names) {
    for (String name : names) {
      Optional<Path> found = find(name);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw SpeechException.failed("the model in " + path.toAbsolutePath() + " has no "
        + String.join(", nor ", names));
  }

  public Optional<Path> find(String name) {
    Path file = path.resolve(name);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  /** The one file that matches, say {@code *.onnx}; the first by name of several. */
  public Path match(String glob) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path, glob)) {
      files.forEach(found::add);
    } catch (IOException unreadable) {
      throw SpeechException.failed(path.toAbsolutePath() + " can't be read: " + unreadable);
    }
    if (found.isEmpty()) {
      throw SpeechException.failed("the model in " + path.toAbsolutePath() + " has no " + glob);
    }
    return Collections.min(found);
  }

  /** The text of a file. */
  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw SpeechException.failed(file.toAbsolutePath() + " can't be read: " + unreadable);
    }
  }
}
