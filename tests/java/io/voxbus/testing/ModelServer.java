package io.voxbus.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Serves a file and an archive on loopback, as badly as it is told. */
public final class ModelServer implements AutoCloseable {
  private final CountDownLatch closed = new CountDownLatch(1);
  private final byte[] bytes = new byte[1_000_000];
  private final byte[] archive = archive("model/am/final.mdl");
  private final HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile int status;
  private volatile int cutAfter = Integer.MAX_VALUE;
  private volatile boolean hangs;
  private volatile boolean ranges = true;

  public ModelServer() {
    new Random(3).nextBytes(bytes);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/model.bin", exchange -> serve(exchange, bytes));
    server.createContext("/model.zip", exchange -> serve(exchange, archive));
    server.createContext("/outside.zip", exchange -> serve(exchange, archive("model/../../x")));
    server.start();
  }

  /** Answers with it; 0: as it should. */
  public void answers(int code) {
    status = code;
  }

  /** Ends each connection after so many bytes of the file. */
  public void cutsAfter(int count) {
    cutAfter = count;
  }

  /** Says nothing more after {@link #cutsAfter}, instead of closing. */
  public void hangs() {
    hangs = true;
  }

  /** Knows no ranges: gives the whole file each time. */
  public void knowsNoRanges() {
    ranges = false;
  }

  public int requests() {
    return requests.get();
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public String url(String file) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + file;
  }

  /** Of a right file, one with another hash, and an archive. */
  public String catalogue() {
    return "{\"models\":[" + model("plain", "model.bin", bytes.length, sha256(bytes), false) + ","
        + model("wrong", "model.bin", bytes.length, "0".repeat(64), false) + ","
        + model("packed", "model.zip", archive.length, sha256(archive), true) + "]}";
  }

  private String model(String name, String file, int length, String hash, boolean unpack) {
    return """
        {"name":"%s","about":"a test","setting":"none","licence":"none","files":[
        {"path":"%s","url":"%s","bytes":%d,"sha256":"%s","unpack":%s}]}
        """.formatted(name, file, url(file), length, hash, unpack);
  }

  public static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An archive with one file of this name. */
  public static byte[] archive(String name) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(all)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write("inner".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }

  private void serve(HttpExchange exchange, byte[] content) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      if (status != 0) {
        exchange.sendResponseHeaders(status, -1);
        return;
      }
      String range = exchange.getRequestHeaders().getFirst("Range");
      int from = range == null || !ranges
          ? 0
          : Integer.parseInt(range.replaceAll("\\D", ""));
      if (from > content.length) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
      OutputStream body = exchange.getResponseBody();
      body.write(Arrays.copyOfRange(content, from,
          (int) Math.min(content.length, (long) from + cutAfter)));
      body.flush();
      if (hangs) {
        closed.await();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    ((java.util.concurrent.ExecutorService) server.getExecutor()).shutdownNow();
  }
}
