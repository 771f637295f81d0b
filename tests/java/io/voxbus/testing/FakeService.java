package io.voxbus.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A service of an application's own on loopback: keeps what it is sent, says what it is told to. */
public final class FakeService implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<ServerWebSocket> sockets = new LinkedBlockingQueue<>();
  private final BlockingQueue<Buffer> audio = new LinkedBlockingQueue<>();
  private final int port;
  private volatile int refusals;
  private volatile int status;

  public FakeService() {
    HttpServer server = vertx.createHttpServer().webSocketHandshakeHandler(handshake -> {
      if (refusals-- > 0) {
        handshake.reject(status);
      } else {
        handshake.accept();
      }
    }).webSocketHandler(socket -> {
      socket.binaryMessageHandler(audio::add);
      sockets.add(socket);
    });
    port = server.listen(0, "127.0.0.1").await().actualPort();
  }

  public String url() {
    return "ws://127.0.0.1:" + port;
  }

  /** The next so many connections are refused. */
  public void refuse(int times, int httpStatus) {
    status = httpStatus;
    refusals = times;
  }

  /** The next call that connects. */
  public ServerWebSocket connected() {
    return next(sockets, "connection");
  }

  /** The next packet of any call. */
  public Buffer heard() {
    return next(audio, "audio");
  }

  private static <T> T next(BlockingQueue<T> queue, String what) {
    try {
      T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no " + what);
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
