package io.voxbus.ai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.ai.cache.TtsCache;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.DiskWriters;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.Said;
import io.voxbus.testing.SlowVoice;
import io.voxbus.testing.TestProviders;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VoiceSessionTest {
  private final Vertx vertx = Vertx.vertx();
  private final DiskWriters writers = new DiskWriters();
  private final Bus bus = new Bus(vertx, "n", id -> Future.failedFuture(Fault.notFound(id)),
      Duration.ofSeconds(1));

  @AfterEach
  void stop() {
    vertx.close().await();
    writers.close();
  }

  @Test
  void whatIsTakenBackBeforeTheVoiceIsReadyIsNotSpoken() throws Exception {
    AiConfig config = new AiConfig(null, "slow", null, null, null, null, null);
    BlockingQueue<Said> said = new LinkedBlockingQueue<>();
    bus.receive(Addresses.said("c"), said::add);
    bus.open(new VoiceSession(bus, config, TestProviders.of(vertx),
        new TtsCache(Objects.requireNonNull(config.cache()), writers),
        new AiRequest.OpenVoice("c", 1))).await(5, TimeUnit.SECONDS);

    say(0, "not this");
    bus.send(Addresses.speaker("c"), new AiRequest.Cancel(List.of(0)));
    say(1, "but this");
    vertx.timer(50, TimeUnit.MILLISECONDS).onSuccess(due -> SlowVoice.ready());

    assertEquals(1, Objects.requireNonNull(said.poll(5, TimeUnit.SECONDS)).item());
    assertEquals(List.of("but this"), SlowVoice.said());
  }

  private void say(int item, String text) {
    // of more pieces, so that the cache has nothing to do with it
    bus.send(Addresses.speaker("c"), new AiRequest.Say(item, text + "\n", true, TtsOption.NONE));
  }
}
