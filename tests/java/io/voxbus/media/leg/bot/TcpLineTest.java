package io.voxbus.media.leg.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.voxbus.protocol.api.Seconds;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A bot of AudioSocket on real sockets: when it counts as dead. */
class TcpLineTest {
  private static final int SILENCE_MILLIS = 150;
  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void aBotThatTakesNothingMoreOfWhatItIsSentIsGivenUp() throws Exception {
    connect(NetSocket::pause, 65_000);
    assertEquals("502 the bot gives no sign of life", told.poll(20, TimeUnit.SECONDS));
    assertNull(told.poll(300, TimeUnit.MILLISECONDS));
  }

  @Test
  void aBotThatOnlyListensIsNone() throws Exception {
    connect(socket -> socket.handler(data -> {}), 320);
    assertNull(told.poll(6 * SILENCE_MILLIS, TimeUnit.MILLISECONDS));
  }

  @Test
  void aBotThatSpeaksButIsSlowToListenIsNone() throws Exception {
    connect(socket -> {
      socket.pause();
      vertx.setPeriodic(5, due -> socket.write("\1"));
    }, 65_000);
    assertNull(told.poll(6 * SILENCE_MILLIS, TimeUnit.MILLISECONDS));
  }

  /** Sends so many bytes every 10 ms, as far as there is room. */
  private void connect(Consumer<NetSocket> bot, int bytes) {
    NetServer server = vertx.createNetServer().connectHandler(bot::accept).listen(0, "127.0.0.1")
        .await();
    BotLines lines = new BotLines(vertx,
        new BotConfig(null, new Seconds(SILENCE_MILLIS), null, 0, 0));
    vertx.runOnContext(now -> lines.connect(URI.create("tcp://127.0.0.1:" + server.actualPort()),
        "", new Listening(bytes)));
  }

  private final class Listening implements BotLine.Listener {
    private final byte[] audio;

    Listening(int bytes) {
      audio = new byte[bytes];
    }

    @Override
    public void opened(BotLine line) {
      vertx.setPeriodic(10, due -> {
        if (!line.full()) {
          line.send(new BotMessage.Bytes(audio));
        }
      });
    }

    @Override
    public void text(String text) {
      told.add("text");
    }

    @Override
    public void bytes(byte[] bytes) {}

    @Override
    public void closed() {
      told.add("closed");
    }

    @Override
    public void failed(int code, String why) {
      told.add(code + " " + why);
    }
  }
}
