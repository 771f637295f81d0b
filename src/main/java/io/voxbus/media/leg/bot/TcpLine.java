package io.voxbus.media.leg.bot;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

/** A TCP connection to a bot. */
final class TcpLine implements BotLine {
  private final NetSocket socket;
  private boolean over;

  TcpLine(NetSocket socket, BotConfig config, Listener listener) {
    this.socket = socket;
    socket.setWriteQueueMaxSize(config.maxQueuedBytes());
    socket.handler(data -> listener.bytes(data.getBytes()));
    socket.exceptionHandler(why -> {
      if (end()) {
        listener.failed(502, "the bot broke off the connection");
        socket.close();
      }
    });
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

  private boolean end() {
    boolean first = !over;
    over = true;
    return first;
  }
}
