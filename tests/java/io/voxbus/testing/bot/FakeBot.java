package io.voxbus.testing.bot;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A bot that waits to be called by WebSocket: hears, and says what the test lets it say. */
public final class FakeBot implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> audio = new LinkedBlockingQueue<>();
  private final List<String> handshakes = new ArrayList<>();
  private final CompletableFuture<ServerWebSocket> called = new CompletableFuture<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final HttpServer server;
  private volatile int refusal;

  public FakeBot() {
    server = vertx
        .createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("media"))
        .webSocketHandshakeHandler(this::handshake).webSocketHandler(this::accept);
    await(server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture());
  }

  /** Does not take calls any more. */
  public FakeBot refuse(int status) {
    refusal = status;
    return this;
  }

  public String url() {
    return "ws://127.0.0.1:" + server.actualPort() + "/ws?bot=1";
  }

  /** Path and subprotocol of the call. */
  public List<String> handshakes() {
    return handshakes;
  }

  public void say(String text) {
    await(called).writeTextMessage(text);
  }

  public void say(byte[] bytes) {
    await(called).writeBinaryMessage(Buffer.buffer(bytes));
  }

  /** Hangs up as bots do, or by cutting the line. */
  public void leave(boolean properly) {
    if (properly) {
      await(called).close((short) 1000);
    } else {
      await(called).close((short) 1011);
    }
  }

  /** The next text that is not audio of Twilio. */
  public String hearText() {
    return next(texts);
  }

  /** So many bytes of the caller. */
  public byte[] hear(int bytes) {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    while (heard.size() < bytes) {
      heard.writeBytes(next(audio));
    }
    return heard.toByteArray();
  }

  /** Waits for the end; the close code. */
  public int awaitClose() {
    return await(closed);
  }

  private void handshake(ServerWebSocketHandshake asked) {
    handshakes.add(asked.uri() + " " + asked.headers().get("Sec-WebSocket-Protocol"));
    if (refusal > 0) {
      asked.reject(refusal);
    } else {
      asked.accept();
    }
  }

  private void accept(ServerWebSocket socket) {
    socket.textMessageHandler(this::heard);
    socket.binaryMessageHandler(data -> audio.add(data.getBytes()));
    socket.closeHandler(end -> {
      Short code = socket.closeStatusCode();
      closed.complete(code == null ? -1 : code.intValue());
    });
    called.complete(socket);
  }

  private void heard(String text) {
    if (text.startsWith("{\"event\":\"media\"")) {
      audio.add(Base64.getDecoder()
          .decode(new JsonObject(text).getJsonObject("media").getString("payload")));
    } else {
      texts.add(text);
    }
  }

  private static <T> T next(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("the bot hears nothing");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close().toCompletionStage().toCompletableFuture());
  }
}
