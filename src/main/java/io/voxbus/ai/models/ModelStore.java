package io.voxbus.ai.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The folder that models lie in, each in one of its name. */
public record ModelStore(Path folder) {
  /** What an archive held, as sha256sum writes it. */
  private static final String SUMS = "SHA256SUMS";
  /** What an archive may become. */
  private static final long MOST_BYTES = 8L << 30;

  /** Tells how far a download is, and what there is to know of it. */
  public interface Listener {
    void at(Model.Part part, long bytes);
  }

  /** Where a model lies, or would. */
  public Path of(Model model) {
    return folder.resolve(model.name());
  }

  /** Whether all of its files are there, whatever is in them. */
  public boolean has(Model model) {
    return model.files().stream().allMatch(part -> there(model, part));
  }

  private boolean there(Model model, Model.Part part) {
    return Files.isRegularFile(of(model).resolve(part.unpack() ? SUMS : part.path()));
  }

  /**
   * Gets what is missing of a model.
   *
   * @throws IOException with a text for people
   */
  public void pull(Model model, Listener listener) throws IOException, InterruptedException {
    pull(model, listener, Download.Patience.USUAL);
  }

  void pull(Model model, Listener listener, Download.Patience patience)
      throws IOException, InterruptedException {
    Path target = Files.createDirectories(of(model));
    long free = Files.getFileStore(target).getUsableSpace();
    if (free < model.bytes()) {
      throw new IOException("not enough room in " + target.toAbsolutePath() + ": " + model.name()
          + " needs " + model.bytes() + " bytes, " + free + " are free");
    }
    try (Download download = new Download(patience, listener::at)) {
      for (Model.Part part : model.files()) {
        if (!there(model, part)) {
          download.fetch(part, target.resolve(part.path()));
          if (part.unpack()) {
            unpack(target.resolve(part.path()), target);
          }
        }
      }
    }
  }

  private static void unpack(Path archive, Path target) throws IOException {
    List<String> sums = new ArrayList<>();
    try (InputStream in = Files.newInputStream(archive);
        ZipInputStream zip = new ZipInputStream(in)) {
      long bytes = 0;
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName().replaceFirst("^[^/]*/", "");
        Path file = target.resolve(name).normalize();
        if (!file.startsWith(target)) {
          throw new IOException(archive + ": holds " + entry.getName() + ", which lies outside");
        }
        if (!entry.isDirectory()) {
          Files.createDirectories(parent(file, target));
          Files.deleteIfExists(file);
          bytes += Files.copy(zip, file);
          sums.add(Sha256.of(file) + "  " + name);
        }
        if (bytes > MOST_BYTES) {
          throw new IOException(archive + ": holds more than " + MOST_BYTES + " bytes");
        }
      }
    }
    if (sums.isEmpty()) {
      throw new IOException(archive + ": no ZIP archive, or an empty one");
    }
    Files.write(target.resolve(SUMS), sums);
    Files.delete(archive);
  }

  private static Path parent(Path file, Path otherwise) {
    Path parent = file.getParent();
    return parent == null ? otherwise : parent;
  }

  /**
   * What is wrong with a model that is here; nothing when it is right.
   *
   * @throws IOException when a file can't be read
   */
  public List<String> verify(Model model) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Model.Part part : model.files()) {
      if (!there(model, part)) {
        wrong.add(of(model).resolve(part.path()) + " is missing");
      } else if (part.unpack()) {
        try (Stream<String> sums = Files.lines(of(model).resolve(SUMS))) {
          for (String line : sums.toList()) {
            check(of(model).resolve(line.replaceFirst("^\\S+  ", "")),
                line.replaceFirst(" .*", ""), wrong);
          }
        }
      } else {
        check(of(model).resolve(part.path()), part.sha256(), wrong);
      }
    }
    return wrong;
  }

  private static void check(Path file, String sha256, List<String> wrong) throws IOException {
    if (!Files.isRegularFile(file)) {
      wrong.add(file + " is missing");
    } else if (!Sha256.of(file).equals(sha256)) {
      wrong.add(file + " is damaged");
    }
  }
}
