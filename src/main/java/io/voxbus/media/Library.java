package io.voxbus.media;

import io.voxbus.audio.file.Limits;
import io.voxbus.directory.Secrets;
import io.voxbus.media.lasting.Source;
import io.voxbus.media.source.FetchFailed;
import io.voxbus.media.source.FileSource;
import io.voxbus.media.source.MediaFiles;
import io.voxbus.media.source.SafeFetch;
import io.voxbus.media.lasting.SourceFailed;
import io.voxbus.protocol.bus.Sound;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** The files that may be played: those under the media root, and what http(s) URLs give. */
public final class Library {
  private final MediaFiles files;
  private final SafeFetch fetch;
  private final Executor executor;
  private final Limits limits;
  private final AtomicInteger open = new AtomicInteger();

  /** @param executor runs what blocks */
  public Library(MediaFiles files, SafeFetch fetch, Executor executor, Limits limits) {
    this.files = files;
    this.fetch = fetch;
    this.executor = executor;
    this.limits = limits;
  }

  Source open(Sound.File file) {
    open.incrementAndGet();
    return new FileSource(Secrets.maskUrl(file.url()), file.offsetMillis(), () -> read(file.url()),
        limits, executor, open::decrementAndGet);
  }

  /** How many files may still be read. */
  int open() {
    return open.get();
  }

  private InputStream read(String url) throws IOException {
    try {
      return Files.newInputStream(remote(url) ? fetched(url) : files.find(url));
    } catch (FetchFailed e) {
      throw new SourceFailed("filetrack: " + Secrets.maskUrl(url), e.code(),
          String.valueOf(e.getMessage()));
    }
  }

  private Path fetched(String url) throws IOException {
    try {
      return fetch.fetch(url).toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FetchFailed failed) {
        throw failed;
      }
      throw new IOException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", e);
    }
  }

  private static boolean remote(String url) {
    String lower = url.toLowerCase(Locale.ROOT);
    return lower.startsWith("http://") || lower.startsWith("https://");
  }
}
