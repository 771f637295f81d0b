package io.voxbus.http.caller;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.voxbus.bus.Bus;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Listens for AudioSocket: each connection is a call. */
public final class AudioSocketHost extends VerticleBase {
  private static final int MOST_QUEUED_BYTES = 32_000;
  private static final int SILENT_PINGS = 3;
  private static final int LONGEST_DAYS = 1;
  /** A free port, the same for all instances and versions, and another one than that of HTTP. */
  private static final int ANY_SHARED = -2;

  private final Bus bus;
  private final CallersConfig config;
  private final long pingMillis;
  private final IntConsumer listening;
  private @Nullable NetServer server;

  /** @param listening told the port once it is open */
  public AudioSocketHost(Bus bus, CallersConfig config, long pingMillis, IntConsumer listening) {
    this.bus = bus;
    this.config = config;
    this.pingMillis = pingMillis;
    this.listening = listening;
  }

  @Override
  public Future<?> start() {
    NetServerOptions options = new NetServerOptions().setTcpNoDelay(true)
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setReadIdleTimeout((int) (SILENT_PINGS * pingMillis));
    return vertx.createNetServer(options).connectHandler(this::serve)
        .listen(config.audiosocketPort() == 0 ? ANY_SHARED : config.audiosocketPort(),
            config.audiosocketHost())
        .onSuccess(opened -> {
          server = opened;
          listening.accept(opened.actualPort());
        });
  }

  /** Accepts nothing more; comes when the last connection has ended. */
  public Future<Void> retire() {
    NetServer open = server;
    return open == null ? Future.succeededFuture() : open.shutdown(LONGEST_DAYS, TimeUnit.DAYS);
  }

  private void serve(NetSocket socket) {
    socket.setWriteQueueMaxSize(MOST_QUEUED_BYTES);
    CallerSession session = new CallerSession(bus, new TcpLine(socket),
        new AudioSocketCaller(config.audiosocketRate()),
        new CallerSession.Terms(new JsonObject(config.option()), key -> true,
            config.startTimeout().millis()));
    boolean[] lost = {false};
    socket.handler(data -> session.bytes(data.getBytes()));
    socket.exceptionHandler(why -> lost[0] = true);
    socket.closeHandler(closed -> session.closed(!lost[0]));
  }

  private record TcpLine(NetSocket socket) implements CallerLine {
    @Override
    public void send(CallerOutput output) {
      if (output instanceof CallerOutput.Bytes(byte[] bytes)) {
        socket.write(Buffer.buffer(bytes));
      }
    }

    @Override
    public boolean full() {
      return socket.writeQueueFull();
    }

    @Override
    public void close(int code, String reason) {
      socket.end();
    }
  }
}
