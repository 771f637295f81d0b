package io.voxbus.media.leg.bot;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;

/** A WebSocket to a bot. It is pinged, so that a dead one does not look like one that only listens. */
final class SocketLine implements BotLine {
  private static final short NORMAL = 1000;
  private static final int PINGS = 3;
  private static final int BROKEN = 502;

  private final WebSocket socket;
  private final Vertx vertx;
  private final Listener listener;
  private final long pingTimer;
  private int missed;
  private boolean over;

  SocketLine(WebSocket socket, BotConfig config, Listener listener) {
    this.socket = socket;
    this.listener = listener;
    this.vertx = Vertx.currentContext().owner();
    socket.setWriteQueueMaxSize(config.maxQueuedBytes());
    pingTimer = vertx.setPeriodic(Math.max(1, config.silence().millis() / PINGS), due -> ping());
    socket.pongHandler(pong -> missed = 0);
    socket.textMessageHandler(text -> {
      missed = 0;
      listener.text(text);
    });
    socket.binaryMessageHandler(data -> {
      missed = 0;
      listener.bytes(data.getBytes());
    });
    socket.exceptionHandler(why -> broken("the bot broke off the connection"));
    socket.closeHandler(closed -> closed());
    listener.opened(this);
  }

  @Override
  public void send(BotMessage message) {
    if (socket.isClosed()) {
      return;
    }
    switch (message) {
      case BotMessage.Text(String text) -> socket.writeTextMessage(text);
      case BotMessage.Bytes(byte[] bytes) -> socket.writeBinaryMessage(Buffer.buffer(bytes));
    }
  }

  @Override
  public boolean full() {
    return socket.writeQueueFull();
  }

  @Override
  public void close() {
    if (end()) {
      socket.close(NORMAL);
    }
  }

  private void ping() {
    if (missed++ >= PINGS) {
      broken("the bot gives no sign of life");
    } else if (!socket.isClosed()) {
      socket.writePing(Buffer.buffer("voxbus"));
    }
  }

  private void closed() {
    Short status = socket.closeStatusCode();
    if (status != null && (status == NORMAL || status == 1001 || status == 1005)) {
      if (end()) {
        listener.closed();
      }
    } else {
      broken("the bot broke off the connection");
    }
  }

  private void broken(String why) {
    if (end()) {
      socket.close();
      listener.failed(BROKEN, why);
    }
  }

  private boolean end() {
    if (over) {
      return false;
    }
    over = true;
    vertx.cancelTimer(pingTimer);
    return true;
  }
}
