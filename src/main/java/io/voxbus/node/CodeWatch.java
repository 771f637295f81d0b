package io.voxbus.node;

import io.vertx.core.Vertx;
import io.voxbus.bus.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    vertx.executeBlocking(() -> {
      changed();
      return stamps();
    }).onSuccess(now -> {
      seen = now;
      done = now;
    }).onFailure(CodeWatch::tell).onComplete(looked -> later());
  }

  private static void tell(Object reason) {
    LOG.atWarn().addKeyValue("reason", reason).log("new code can't be read");
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
                .log(Fault.of(failure).getMessage()))))
        .onFailure(CodeWatch::tell);
  }

  /** What can't be read keeps its version, and is looked at again with the next change. */
  private List<Kind> changed() {
    Set<String> unreadable = new LinkedHashSet<>();
    List<Kind> changed = Stream
        .concat(versions.kinds().stream(), PluginKind.in(plugins).stream()).distinct()
        .filter(kind -> {
          String now = fingerprint(kind, unreadable);
          return now != null && !now.equals(known.put(kind, now));
        }).toList();
    unreadable.forEach(CodeWatch::tell);
    return changed;
  }

  private @Nullable String fingerprint(Kind kind, Set<String> unreadable) {
    try {
      return versions.fingerprint(kind);
    } catch (UncheckedIOException e) {
      unreadable.add(String.valueOf(e.getCause()));
      return null;
    }
  }

  private Long stamps() {
    return 31L * stamp(classes) + stamp(plugins);
  }

  /** Differs when a file has come, gone, grown or been written. */
  private static long stamp(Path folder) {
    if (folder.toString().isEmpty() || !Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).mapToLong(CodeWatch::stampOf).sum();
    } catch (IOException | UncheckedIOException e) {
      return 0; // a file was gone before it could be looked at
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
