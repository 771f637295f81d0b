package io.voxbus.node;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.MessageConsumer;
import io.voxbus.bus.Bus;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.SocketAudio;
import io.voxbus.protocol.bus.SocketInput;
import io.voxbus.protocol.bus.SocketOutput;
import io.voxbus.protocol.bus.WsRequest;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The socket of a client that comes back for a call, hears it, and hangs up. */
final class RehearsedClient {
  private static final int ENOUGH_FRAMES = 3;
  private static final int PATIENCE_SECONDS = 20;
  private static final int NORMAL = 1000;
  private static final SocketInput HANG_UP = new SocketInput.Text("{\"command\":\"hangup\"}");

  private final Bus bus;
  private final String callId = "rehearsed-" + UUID.randomUUID();
  private final String socketId = UUID.randomUUID().toString();
  private final AtomicInteger frames = new AtomicInteger();
  private final Promise<Void> served = Promise.promise();

  RehearsedClient(Bus bus) {
    this.bus = bus;
  }

  String callId() {
    return callId;
  }

  String socketId() {
    return socketId;
  }

  /** @param since the newest event that it has seen */
  void follow(long since) {
    MessageConsumer<Object> told = bus.receive(Addresses.socketOut(socketId), this::told);
    Bus.Receiving heard = bus.receiveDirectly(Addresses.socketAudio(socketId, bus.nodeId()),
        this::heard);
    served.future().onComplete(done -> {
      told.unregister();
      heard.end();
      bus.send(Addresses.socketIn(socketId), new SocketInput.Closed(NORMAL));
    });
    bus.ask(Addresses.ws(), new WsRequest.Open(socketId, callId, CallType.WEB_SOCKET, true, false,
        since, false, "", null), Object.class).onFailure(served::tryFail);
  }

  private void told(SocketOutput output) {
    if (output instanceof SocketOutput.Close) {
      served.tryComplete();
    }
  }

  private void heard(SocketAudio audio) {
    if (frames.incrementAndGet() == ENOUGH_FRAMES) {
      bus.send(Addresses.socketIn(socketId), HANG_UP);
    }
  }

  /** Hears nothing more; with its client the call ends. */
  void leave(Throwable why) {
    served.tryFail(why);
  }

  /** Comes when the call has ended. */
  Future<Void> served() {
    return served.future().timeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
