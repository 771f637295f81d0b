package io.voxbus.http.caller;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes WebSockets on which telephone systems bring their calls. */
public final class CallerSockets {
  private static final int MISSED_PINGS = 3;
  private static final int REASON_BYTES = 123;

  private final Bus bus;
  private final CallersConfig config;
  private final long pingMillis;

  public CallerSockets(Bus bus, CallersConfig config, long pingMillis) {
    this.bus = bus;
    this.config = config;
    this.pingMillis = pingMillis;
  }

  /**
   * A stream of Twilio.
   *
   * @param admits whether a key, or none, lets a call in
   */
  public void twilio(ServerWebSocket socket, Predicate<@Nullable String> admits, Runnable gone) {
    serve(socket, new TwilioCaller(), admits, gone);
  }

  /** A channel of Asterisk, whose key has been looked at. */
  public void asterisk(ServerWebSocket socket, @Nullable String id, JsonObject option,
      Runnable gone) {
    serve(socket, new AsteriskCaller(id, option, null), key -> true, gone);
  }

  /** @throws Fault 400 for options that are no JSON object */
  public static JsonObject option(@Nullable String written) {
    try {
      return written == null || written.isBlank() ? new JsonObject() : new JsonObject(written);
    } catch (RuntimeException noJson) {
      throw Fault.badRequest("option wants a JSON object");
    }
  }

  private void serve(ServerWebSocket socket, CallerDialect dialect,
      Predicate<@Nullable String> admits, Runnable gone) {
    Vertx vertx = bus.vertx();
    CallerSession session = new CallerSession(bus, new SocketLine(socket), dialect,
        new CallerSession.Terms(new JsonObject(config.option()), admits,
            config.startTimeout().millis()));
    int[] missed = {0};
    long pings = pingMillis == 0 ? -1 : vertx.setPeriodic(pingMillis, due -> {
      if (missed[0]++ >= MISSED_PINGS) {
        socket.close((short) 1001, "no sign of life");
      } else {
        socket.writePing(Buffer.buffer("voxbus"));
      }
    });
    socket.pongHandler(pong -> missed[0] = 0);
    socket.textMessageHandler(text -> {
      missed[0] = 0;
      session.text(text);
    });
    socket.binaryMessageHandler(data -> {
      missed[0] = 0;
      session.bytes(data.getBytes());
    });
    socket.closeHandler(closed -> {
      vertx.cancelTimer(pings);
      Short code = socket.closeStatusCode();
      session.closed(code != null && code != 1006);
      gone.run();
    });
  }

  private record SocketLine(ServerWebSocket socket) implements CallerLine {
    @Override
    public void send(CallerOutput output) {
      if (!socket.isClosed()) {
        switch (output) {
          case CallerOutput.Text(String text) -> socket.writeTextMessage(text);
          case CallerOutput.Bytes(byte[] bytes) ->
            socket.writeBinaryMessage(Buffer.buffer(bytes));
        }
      }
    }

    @Override
    public boolean full() {
      return socket.writeQueueFull();
    }

    @Override
    public void close(int code, String reason) {
      String shown = reason;
      while (shown.getBytes(StandardCharsets.UTF_8).length > REASON_BYTES) {
        shown = shown.substring(0, shown.length() - 1);
      }
      socket.close((short) code, shown);
    }
  }
}
