package io.voxbus.ai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.ai.cache.TtsCache;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Json;
import io.voxbus.directory.DiskWriters;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.protocol.api.RealtimeOption;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.Heard;
import io.voxbus.testing.LateModel;
import io.voxbus.testing.TestProviders;
import java.time.Duration;
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
    vertx.deployVerticle(new AiHost(bus, config, TestProviders.of(vertx),
        new TtsCache(Objects.requireNonNull(config.cache()), writers)))
        .await(5, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    LateModel.ended().clear();
    LateModel.heard().clear();
    vertx.close().await();
    writers.close();
  }

  @Test
  void theRecogniserOfALegLooksForTheLegsCall() throws Exception {
    bus.send(Addresses.ai(), new AiRequest.Listen("call", "leg", option("{}", AsrOption.class)));
    assertEquals("call", looked.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void aRecogniserThatIsNotWantedAnyMoreWhenItIsReadyEnds() throws Exception {
    ask(new AiRequest.Listen("call", option("{\"provider\":\"late\"}", AsrOption.class)));
    bus.send(Addresses.listener("call"), new AiRequest.Close());
    LateModel.ready();
    assertEquals("asr", LateModel.ended().poll(10, TimeUnit.SECONDS));
  }

  @Test
  void aModelThatIsNotWantedAnyMoreWhenItIsReadyEnds() throws Exception {
    converse("{\"provider\":\"late\"}");
    bus.send(Addresses.model("call"), new AiRequest.Close());
    LateModel.ready();
    assertEquals("realtime", LateModel.ended().poll(10, TimeUnit.SECONDS));
  }

  @Test
  void whatIsSaidIsNotKeptForAModelThatHasFailed() throws Exception {
    converse("{\"provider\":\"late\",\"extra\":{\"fail\":\"1\"}}");
    LateModel.ready();
    assertTrue(Objects.requireNonNull(LateModel.heard().poll(10, TimeUnit.SECONDS))
        .ignoreElements().blockingAwait(10, TimeUnit.SECONDS));
  }

  @Test
  void whatARecogniserThrowsIsToldAsItsFailure() throws Exception {
    BlockingQueue<AiEvent> told = new LinkedBlockingQueue<>();
    bus.receive(Addresses.aiEvents("call"), told::add);
    ask(new AiRequest.Listen("call",
        option("{\"provider\":\"late\",\"extra\":{\"throw\":\"1\"},"
            + "\"fallback\":\"scripted\"}", AsrOption.class)));
    LateModel.ready();
    assertEquals(new AiEvent.ListenFailed("late", 400, "thrown"), told.poll(10, TimeUnit.SECONDS));
    Heard frame = new Heard(new short[320], 0);
    bus.send(Addresses.heard("call"), frame);
    // the other one may not be listening yet
    long timer = vertx.setPeriodic(20, again -> bus.send(Addresses.heard("call"), frame));
    assertEquals("scripted", ((AiEvent.ListenTime) Objects
        .requireNonNull(told.poll(10, TimeUnit.SECONDS))).provider());
    vertx.cancelTimer(timer);
  }

  private void converse(String option) throws Exception {
    ask(new AiRequest.Converse("call", option(option, RealtimeOption.class)));
  }

  private void ask(AiRequest request) throws Exception {
    bus.ask(Addresses.ai(), request, CallReply.Done.class).await(10, TimeUnit.SECONDS);
  }

  private static <T> T option(String json, Class<T> type) throws Exception {
    return Json.mapper().readValue(json, type);
  }
}
