package io.voxbus.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.voxbus.bus.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program that is told of telephone calls that come in. */
public final class TestWebhook implements AutoCloseable {
  private final HttpServer server;
  private final BlockingQueue<JsonNode> told = new LinkedBlockingQueue<>();
  private volatile int status = 200;
  private volatile String body = "";
  private volatile boolean silent;

  private TestWebhook(HttpServer server) {
    this.server = server;
  }

  public static TestWebhook start() {
    try {
      TestWebhook webhook = new TestWebhook(HttpServer
          .create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
      webhook.listen();
      return webhook;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen() {
    server.createContext("/", exchange -> {
      told.add(parsed(new String(exchange.getRequestBody().readAllBytes(),
          StandardCharsets.UTF_8)));
      if (silent) {
        return;
      }
      byte[] answer = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    });
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/calls";
  }

  /** From now on this is its answer. */
  public void answer(int code, String json) {
    silent = false;
    status = code;
    body = json;
  }

  /** From now on it has no answer for anybody. */
  public void think() {
    silent = true;
  }

  /** The next call it is told of. */
  public JsonNode await() {
    try {
      JsonNode next = told.poll(10, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("not told of any call");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** How often it was told and nobody has asked yet. */
  public int waiting() {
    return told.size();
  }

  private static JsonNode parsed(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
