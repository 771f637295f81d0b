package io.voxbus.load.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What all nodes have written of their calls. */
final class Records {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private final Path folder;

  Records(Path folder) {
    this.folder = folder;
  }

  /** One, if all is well. */
  List<Path> of(String id) {
    while (true) {
      try (Stream<Path> all = Files.walk(folder)) {
        return all.filter(file -> file.toString().contains("/cdr/"))
            .filter(file -> file.toString().endsWith(".json")).filter(file -> holds(file, id))
            .toList();
      } catch (UncheckedIOException e) {
        if (!(e.getCause() instanceof NoSuchFileException)) {
          throw e;
        } // else one was just being written under another name
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** How many files the recording of a call has. */
  int parts(String id) {
    return of(id).stream().mapToInt(Records::parts).sum();
  }

  private static int parts(Path record) {
    try {
      JsonNode recorder = MAPPER.readTree(record.toFile()).path("recorder");
      return recorder.findValues("path").size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean holds(Path file, String id) {
    try {
      return Files.readString(file).contains('"' + id + '"');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
