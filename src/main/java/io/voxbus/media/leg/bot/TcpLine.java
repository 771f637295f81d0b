package io.voxbus.media.leg.bot;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

/**
 * A TCP connection to a bot. It can't be pinged, and one that only listens says nothing: a bot is dead that has taken
 * nothing of what it is sent, and said nothing, for as long as the configuration allows.
 */
final class TcpLine implements BotLine {
  private static final int PULSES = 3;
  private static final int BROKEN = 502;

  private final NetSocket socket;
  private final Vertx vertx;
  private final long pulseTimer;
  private boolean heard;
  private int missed;
  private boolean over;

  TcpLine(NetSocket socket, BotConfig config, Listener listener) {
    this.socket = socket;
    socket.setWriteQueueMaxSize(config.maxQueuedBytes());
    vertx = Vertx.currentContext().owner();
    pulseTimer = vertx.setPeriodic(Math.max(1, config.silence().millis() / PULSES),
        due -> feel(listener));
    socket.handler(data -> {
      heard = true;
      listener.bytes(data.getBytes());
    });
    socket.exceptionHandler(why -> broken(listener, "the bot broke off the connection"));
    socket.closeHandler(closed -> {
      if (end()) {
        listener.closed();
      }
    });
    listener.opened(this);
  }

  @Override
  public void send(BotMessage message) {
    switch (message) {
      case BotMessage.Bytes(byte[] bytes) -> socket.write(Buffer.buffer(bytes));
      case BotMessage.Text(String text) -> throw new IllegalArgumentException("no text on TCP");
    }
  }

  @Override
  public boolean full() {
    return socket.writeQueueFull();
  }

  @Override
  public void close() {
    if (end()) {
      socket.end();
    }
  }

  private void feel(Listener listener) {
    missed = heard || !socket.writeQueueFull() ? 0 : missed + 1;
    heard = false;
    if (missed > PULSES) {
      broken(listener, "the bot gives no sign of life");
    }
  }

  private void broken(Listener listener, String why) {
    if (end()) {
      listener.failed(BROKEN, why);
      socket.close();
    }
  }

  private boolean end() {
    if (over) {
      return false;
    }
    over = true;
    vertx.cancelTimer(pulseTimer);
    return true;
  }
}
