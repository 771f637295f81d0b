package io.voxbus.http.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.voxbus.bus.Bus;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.SocketInput;
import io.voxbus.protocol.bus.WsRequest;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallerSessionTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, "n", id -> Future.succeededFuture("n"),
      Duration.ofSeconds(5));
  private final BlockingQueue<WsRequest.Open> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<SocketInput> told = new LinkedBlockingQueue<>();
  private final Promise<String> opened = Promise.promise();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void aConnectionThatGoesWhileItsSessionIsOpenedPlacesNoCall() throws Exception {
    bus.serve(Addresses.ws(), request -> {
      asked.add((WsRequest.Open) request);
      return opened.future();
    });
    vertx.runOnContext(now -> {
      CallerSession session = new CallerSession(bus, new NoLine(), new AsteriskCaller("c",
          new JsonObject(), null), new CallerSession.Terms(new JsonObject(), key -> true, 5_000));
      session.text("MEDIA_START channel_id:c format:slin16");
      session.closed(false);
    });
    bus.receive(Addresses.socketIn(asked.poll(5, TimeUnit.SECONDS).socketId()), told::add);
    opened.complete("session");
    assertEquals(new SocketInput.Closed(null), told.poll(5, TimeUnit.SECONDS));
  }

  private record NoLine() implements CallerLine {
    @Override
    public void send(CallerOutput output) {}

    @Override
    public boolean full() {
      return false;
    }

    @Override
    public void close(int code, String reason) {}
  }
}
