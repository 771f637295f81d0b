package io.voxbus.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.voxbus.bus.Json;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client of a call for tests: sends commands and audio, waits for events. */
public final class WsClient implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final WebSocketClient client;
  private final WebSocket socket;
  private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> audio = new LinkedBlockingQueue<>();
  private final CompletableFuture<Short> closed = new CompletableFuture<>();
  private final List<JsonNode> seen = new ArrayList<>();

  private WsClient(WebSocketClient client, WebSocket socket) {
    this.client = client;
    this.socket = socket;
    socket.textMessageHandler(text -> events.add(parsed(text)));
    socket.binaryMessageHandler(frame -> audio.add(frame.getBytes()));
    socket.closeHandler(end -> closed.complete(socket.closeStatusCode()));
    socket.resume();
  }

  /** Connects to a path of a node, e.g. {@code /call?id=a}. */
  public static WsClient connect(Vertx vertx, int port, String path) {
    WebSocketClient client = vertx.createWebSocketClient();
    return new WsClient(client, await(open(client, port, path)));
  }

  /** The HTTP status with which an upgrade is refused. */
  public static int refusal(Vertx vertx, int port, String path) {
    WebSocketClient client = vertx.createWebSocketClient();
    try {
      open(client, port, path).toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS,
          TimeUnit.SECONDS).close();
      return 101;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UpgradeRejectedException refused) {
        return refused.getStatus();
      }
      throw new AssertionError(e);
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      client.close();
    }
  }

  private static Future<WebSocket> open(WebSocketClient client, int port, String path) {
    return client.connect(
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI(path)
            .setAllowOriginHeader(false))
        .onSuccess(WebSocket::pause);
  }

  public WsClient send(String json) {
    socket.writeTextMessage(json);
    return this;
  }

  public WsClient sendAudio(byte[] frame) {
    socket.writeBinaryMessage(Buffer.buffer(frame));
    return this;
  }

  /** Waits for the next event of that name; what came before is skipped. */
  public JsonNode await(String event) {
    return await(json -> event.equals(json.path("event").asText()), event);
  }

  /** Waits for the next event that fits. */
  public JsonNode await(Predicate<JsonNode> wanted, String what) {
    try {
      while (true) {
        JsonNode event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (event == null) {
          throw new AssertionError("no " + what + "; came: " + names());
        }
        seen.add(event);
        if (wanted.test(event)) {
          return event;
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Every event taken so far, in order. */
  public List<JsonNode> seen() {
    return seen;
  }

  /** The names of the events taken so far. */
  public List<String> names() {
    return seen.stream().map(event -> event.path("event").asText()).toList();
  }

  /** The next so many bytes of audio that the server sends. */
  public byte[] hear(int bytes) {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    try {
      while (heard.size() < bytes) {
        byte[] frame = audio.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (frame == null) {
          throw new AssertionError("heard only " + heard.size() + " bytes; came: " + names());
        }
        heard.writeBytes(frame);
      }
      return heard.toByteArray();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The next frame of audio. */
  public byte[] hearFrame() {
    try {
      byte[] frame = audio.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("no audio; came: " + names());
      }
      return frame;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Frames that have come and were not heard yet. */
  public int unheardFrames() {
    return audio.size();
  }

  public void forgetAudio() {
    audio.clear();
  }

  /** Waits for the end and gives the close code, null when there was no Close frame. */
  public Short awaitClose() {
    try {
      return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("not closed; came: " + names(), e);
    }
  }

  /** Stops reading, as a client that hangs. */
  public void stopReading() {
    socket.pause();
  }

  public void closeFrame() {
    socket.close();
  }

  /** Cuts the connection without a Close frame. */
  public void cut() {
    await(client.close());
  }

  @Override
  public void close() {
    client.close();
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS,
          TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode parsed(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
