package io.voxbus.media.leg.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.voxbus.protocol.bus.MediaEvent;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BotConnectionTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void aBotThatDoesNotReadWhatItAsksForIsLost() throws Exception {
    BlockingQueue<MediaEvent> events = new LinkedBlockingQueue<>();
    Context context = vertx.getOrCreateContext();
    BotConnection connection = new BotConnection(context,
        new TwilioDialect("c", "MZ1", Map.of()), "bot", events::add);
    context.runOnContext(now -> connection.opened(new FullLine()));
    for (int i = 0; i <= 1_000; i++) {
      connection.tell(new BotEvent.Passed("mark", false));
    }
    assertEquals(new MediaEvent.Flowing("pcmu"), events.poll(5, TimeUnit.SECONDS));
    assertEquals(new MediaEvent.Failed("bot", 502, "the bot does not read what it asks for"),
        events.poll(5, TimeUnit.SECONDS));
    assertEquals(new MediaEvent.Closed(0, null), events.poll(5, TimeUnit.SECONDS));
  }

  private record FullLine() implements BotLine {
    @Override
    public void send(BotMessage message) {}

    @Override
    public boolean full() {
      return true;
    }

    @Override
    public void close() {}
  }
}
