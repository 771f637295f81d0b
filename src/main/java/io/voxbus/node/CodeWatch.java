package io.voxbus.node;

import io.vertx.core.Vertx;
import io.voxbus.bus.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces components whose code has changed in the watched folders. It looks once a second, and waits until nothing
 * has changed for a second: a build writes many files.
 */
final class CodeWatch {
  private static final Logger LOG = LoggerFactory.getLogger(CodeWatch.class);
  private static final int LOOK_MILLIS = 1_000;

  private final Vertx vertx;
  private final Versions versions;
  private final Path classes;
  private final Path plugins;
  private final Map<Kind, String> known = new HashMap<>();
  private long seen;
  private long done;

  /** @param classes an empty path: none */
  CodeWatch(Vertx vertx, Versions versions, Path classes, Path plugins) {
    this.vertx = vertx;
    this.versions = versions;
    this.classes = classes;
    this.plugins = plugins;
  }

  void start() {
    vertx.executeBlocking(this::stamps).onSuccess(now -> {
      seen = now;
      done = now;
      later();
    });
  }

  private void later() {
    vertx.setTimer(LOOK_MILLIS, due -> look());
  }

  private void look() {
    vertx.executeBlocking(this::stamps, false).onComplete(stamps -> {
      long now = stamps.succeeded() ? stamps.result() : done;
      boolean settled = now == seen && now != done;
      seen = now;
      if (settled) {
        done = now;
        change();
      }
      later();
    });
  }

  private void change() {
    vertx.executeBlocking(() -> changed(), false)
        .onSuccess(kinds -> kinds.forEach(kind -> versions.replace(kind)
            .onFailure(failure -> LOG.atWarn().addKeyValue("component", kind.component())
                .log(Fault.of(failure).getMessage()))));
  }

  private List<Kind> changed() {
    return Stream.concat(versions.kinds().stream(), PluginKind.in(plugins).stream()).distinct()
        .filter(kind -> {
          String now = versions.fingerprint(kind);
          return !now.equals(known.put(kind, now));
        }).toList();
  }

  private Long stamps() {
    if (known.isEmpty()) {
      changed();
    }
    return 31L * stamp(classes) + stamp(plugins);
  }

  /** Differs when a file has come, gone, grown or been written. */
  private static long stamp(Path folder) {
    if (folder.toString().isEmpty() || !Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).mapToLong(CodeWatch::stampOf).sum();
    } catch (IOException e) {
      return 0;
    }
  }

  private static long stampOf(Path file) {
    try {
      return Objects.hash(file.toString(), Files.size(file),
          Files.getLastModifiedTime(file).toMillis());
    } catch (IOException e) {
      return 0; // gone meanwhile
    }
  }
}
