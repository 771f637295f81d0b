package io.voxbus.ai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.ai.cache.TtsCache;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Json;
import io.voxbus.directory.DiskWriters;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.protocol.bus.AiRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions of speech are opened when a call wants them, and end with it. */
class AiHostTest {
  private final Vertx vertx = Vertx.vertx();
  private final DiskWriters writers = new DiskWriters();
  private final BlockingQueue<String> looked = new LinkedBlockingQueue<>();
  private final Bus bus = new Bus(vertx, "n", id -> {
    looked.add(id);
    return Future.succeededFuture("n");
  }, Duration.ofSeconds(1));

  @BeforeEach
  void start() throws Exception {
    AiConfig config = new AiConfig("scripted", "tone", null, null, null, null, null);
    vertx.deployVerticle(new AiHost(bus, config, new Providers(vertx, Map.of(), null),
        new TtsCache(Objects.requireNonNull(config.cache()), writers)))
        .await(5, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    vertx.close().await();
    writers.close();
  }

  @Test
  void theRecogniserOfALegLooksForTheLegsCall() throws Exception {
    bus.send(Addresses.ai(), new AiRequest.Listen("call", "leg", Json.mapper().readValue("{}", AsrOption.class)));
    assertEquals("call", looked.poll(10, TimeUnit.SECONDS));
  }
}
