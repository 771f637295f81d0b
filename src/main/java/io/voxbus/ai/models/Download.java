package io.voxbus.ai.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Downloads files. What has come stays as {@code <name>.part} when it breaks off, and is gone on with, now or by the next
 * run. A file gets its name when its SHA-256 is right.
 */
final class Download implements AutoCloseable {
  private static final int BLOCK = 1 << 16;
  private static final int PARTIAL = 206;
  private static final int BAD_RANGE = 416;

  /** Told how many bytes are there. */
  interface Progress {
    void at(Model.Part part, long bytes);
  }

  /**
   * How patient it is.
   *
   * @param tries in a row that may bring nothing
   * @param stall time without a byte after which a connection counts as lost
   * @param pause between two tries
   */
  record Patience(int tries, Duration stall, Duration pause) {
    static final Patience USUAL = new Patience(5, Duration.ofSeconds(30), Duration.ofSeconds(2));
  }

  private final Patience patience;
  private final Progress progress;
  private final HttpClient client;
  private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
      Thread.ofPlatform().daemon().name("download-watch").factory());

  Download(Patience patience, Progress progress) {
    this.patience = patience;
    this.progress = progress;
    // An upgrade to HTTP/2 buys nothing here, and not every server survives it.
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NORMAL)
        .connectTimeout(patience.stall()).build();
  }

  /** @throws IOException with a text for people */
  void fetch(Model.Part wanted, Path target) throws IOException, InterruptedException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    int tries = 0;
    while (size(part) != wanted.bytes()) {
      long had = size(part);
      try {
        go(wanted, part, had > wanted.bytes() ? 0 : had);
      } catch (Lost lost) {
        tries = size(part) > had ? 1 : tries + 1;
        if (tries >= patience.tries()) {
          throw new IOException(wanted.url() + ": " + lost.getMessage() + ", "
              + size(part) + " of " + wanted.bytes() + " bytes have come; pull goes on with them",
              lost);
        }
        Thread.sleep(patience.pause());
      }
    }
    String found = Sha256.of(part);
    if (!found.equals(wanted.sha256())) {
      Files.delete(part);
      throw new IOException(wanted.url() + ": its SHA-256 is " + found + ", not "
          + wanted.sha256() + ": it is not what it should be, and is deleted");
    }
    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
  }

  /** It may go better the next time. */
  private static final class Lost extends IOException {
    private static final long serialVersionUID = 1L;

    Lost(String message) {
      super(message);
    }
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private void go(Model.Part wanted, Path part, long from)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(wanted.url()))
        .timeout(patience.stall());
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    HttpResponse<InputStream> response;
    try {
      response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException lost) {
      throw new Lost(String.valueOf(lost.getMessage() == null ? lost : lost.getMessage()));
    }
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      if (status == BAD_RANGE) {
        Files.delete(part);
        throw new Lost("what has come is not its beginning");
      }
      if (status >= 500) {
        throw new Lost("status " + status);
      }
      if (status != 200 && status != PARTIAL) {
        throw new IOException(wanted.url() + ": status " + status);
      }
      copy(wanted, body, part, status == PARTIAL ? from : 0);
    }
  }

  private void copy(Model.Part wanted, InputStream body, Path part, long from)
      throws IOException {
    AtomicLong there = new AtomicLong(from);
    var stalled = watch.scheduleWithFixedDelay(new Stall(there, body), patience.stall().toMillis(),
        patience.stall().toMillis(), TimeUnit.MILLISECONDS);
    try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE,
        from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE)) {
      byte[] block = new byte[BLOCK];
      for (int read = read(body, block); read >= 0; read = read(body, block)) {
        if (there.addAndGet(read) > wanted.bytes()) {
          throw new IOException(wanted.url() + ": longer than its " + wanted.bytes() + " bytes");
        }
        write(out, block, read, part);
        progress.at(wanted, there.get());
      }
    } finally {
      stalled.cancel(false);
    }
    if (there.get() < wanted.bytes()) {
      throw new Lost("it broke off");
    }
  }

  private static int read(InputStream body, byte[] block) throws Lost {
    try {
      return body.read(block);
    } catch (IOException lost) {
      throw new Lost("it broke off");
    }
  }

  private static void write(OutputStream out, byte[] block, int length, Path part)
      throws IOException {
    try {
      out.write(block, 0, length);
    } catch (IOException full) {
      throw new IOException(part + " can't be written: " + full.getMessage(), full);
    }
  }

  /** Closes a body that brings nothing. */
  private static final class Stall implements Runnable {
    private final AtomicLong there;
    private final InputStream body;
    private long before = -1;

    Stall(AtomicLong there, InputStream body) {
      this.there = there;
      this.body = body;
    }

    @Override
    public void run() {
      if (before == there.get()) {
        try {
          body.close();
        } catch (IOException closed) {
          before = -1;
        }
      }
      before = there.get();
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
    client.shutdownNow();
  }
}
