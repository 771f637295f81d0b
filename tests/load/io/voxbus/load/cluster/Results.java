package io.voxbus.load.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** Figures, a line each: what, a tab, how much. {@link Check} reads them. */
final class Results {
  static final String FILE = "results.tsv";
  private final Path file;

  Results(Path folder) {
    file = folder.resolve(FILE);
  }

  void add(String what, double value) throws IOException {
    String line = what + '\t' + String.format(Locale.ROOT, "%.3f", value) + '\n';
    Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    System.out.print("  " + line);
  }
}
