package io.voxbus.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.bus.Json;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client of a call for tests: sends commands and audio, waits for events. */
public final class WsClient implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> audio = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final List<JsonNode> seen = new ArrayList<>();
  private final WebSocket socket;
  private CompletableFuture<WebSocket> sent;

  private WsClient(URI uri) {
    socket = HTTP.newWebSocketBuilder().buildAsync(uri, new Ear()).join();
    sent = CompletableFuture.completedFuture(socket);
  }

  /** Connects to a path of a node, e.g. {@code /call?id=a}. */
  public static WsClient connect(int port, String path) {
    return new WsClient(URI.create("ws://127.0.0.1:" + port + path));
  }

  /** The HTTP status with which an upgrade is refused. */
  public static int refusal(int port, String path) {
    try (WsClient client = connect(port, path)) {
      return 101;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  public synchronized WsClient send(String json) {
    sent = sent.thenCompose(socket -> socket.sendText(json, true));
    return this;
  }

  public synchronized WsClient sendAudio(byte[] frame) {
    sent = sent.thenCompose(socket -> socket.sendBinary(ByteBuffer.wrap(frame), true));
    return this;
  }

  /** Waits for the next event of that name; what came before is skipped. */
  public JsonNode await(String event) {
    return await(json -> event.equals(json.path("event").asText()), event);
  }

  /** Waits for the next event that fits. */
  public JsonNode await(Predicate<JsonNode> wanted, String what) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < until) {
      JsonNode event = next(events, what);
      seen.add(event);
      if (wanted.test(event)) {
        return event;
      }
    }
    throw new AssertionError("no " + what + "; came: " + seen);
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
    while (heard.size() < bytes) {
      heard.writeBytes(hearFrame());
    }
    return heard.toByteArray();
  }

  /** The next frame of audio. */
  public byte[] hearFrame() {
    return next(audio, "audio");
  }

  /** The next frame of audio when it comes within that time. */
  public Optional<byte[]> hearFrame(long millis) {
    try {
      return Optional.ofNullable(audio.poll(millis, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Bytes of audio that have come and were not heard yet. */
  public int unheardBytes() {
    return audio.stream().mapToInt(frame -> frame.length).sum();
  }

  /** Frames that have come and were not heard yet. */
  public int unheardFrames() {
    return audio.size();
  }

  public void forgetAudio() {
    audio.clear();
  }

  /** Waits for the end and gives the close code, -1 when there was no Close frame. */
  public int awaitClose() {
    try {
      return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("not closed; came: " + names(), e);
    }
  }

  /** Ends the socket with a Close frame. */
  public void closeFrame() {
    sent = sent.thenCompose(socket -> socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye"));
  }

  /** Cuts the connection without a Close frame. */
  public void cut() {
    socket.abort();
  }

  @Override
  public void close() {
    socket.abort();
  }

  private <T> T next(BlockingQueue<T> queue, String what) {
    try {
      T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no " + what + "; came: " + seen);
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private final class Ear implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        events.add(parsed(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      byte[] part = new byte[data.remaining()];
      data.get(part);
      bytes.writeBytes(part);
      if (last) {
        audio.add(bytes.toByteArray());
        bytes.reset();
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      closed.complete(-1);
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
