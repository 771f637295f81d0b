package io.voxbus.ai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.Heard;
import io.voxbus.testing.ModelSpeech;
import io.voxbus.ai.providers.Providers;
import io.voxbus.testing.TestProviders;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The recogniser of a call asks who judges whether the caller has said all. */
class TurnJudgeTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx, "n", id -> Future.failedFuture(Fault.notFound(id)),
      Duration.ofSeconds(1));
  private final BlockingQueue<AiEvent> told = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private void listen(String judge) throws Exception {
    Providers providers = TestProviders.of(vertx);
    bus.receive(Addresses.aiEvents("c"), event -> {
      if (event instanceof AiEvent.Judged || event instanceof AiEvent.JudgeFailed) {
        told.add(event);
      }
    });
    AsrProvider asr = providers.asr("scripted").await(5, TimeUnit.SECONDS);
    providers.turns("scripted").await(5, TimeUnit.SECONDS);
    bus.open(new ListenerSession(bus, providers,
        new AiRequest.Listen("c", ModelSpeech.option("en"), judge), "scripted", asr))
        .await(5, TimeUnit.SECONDS);
  }

  private void hear(int lastSample) {
    short[] pcm = new short[320];
    pcm[319] = (short) lastSample;
    bus.send(Addresses.heard("c"), new Heard(pcm, 1_000));
  }

  private AiEvent next() throws InterruptedException {
    return Objects.requireNonNull(told.poll(5, TimeUnit.SECONDS));
  }

  /** What is heard before the judge has come is not judged: asks until there is an answer. */
  private AiEvent judged(int lastSample, long silence) throws InterruptedException {
    AiEvent answer = null;
    for (int i = 0; answer == null && i < 100; i++) {
      hear(lastSample);
      bus.send(Addresses.listener("c"), new AiRequest.Judge(silence));
      answer = told.poll(100, TimeUnit.MILLISECONDS);
    }
    return Objects.requireNonNull(answer);
  }

  @Test
  void whatWasHeardIsJudged() throws Exception {
    listen("scripted");
    assertEquals(new AiEvent.Judged(7, 0.25f), judged(25, 7));
  }

  @Test
  void aJudgeThatBreaksIsToldOnceAndNotAskedAgain() throws Exception {
    listen("scripted");
    assertEquals(new AiEvent.JudgeFailed("scripted", 502, "the model broke"), judged(-1, 7));
    hear(25);
    bus.send(Addresses.listener("c"), new AiRequest.Judge(8));
    assertEquals(null, told.poll(200, TimeUnit.MILLISECONDS));
  }

  @Test
  void aJudgeWithoutTimeIsAskedTheNextTime() throws Exception {
    listen("scripted");
    judged(25, 7);
    told.clear();
    hear(-2);
    bus.send(Addresses.listener("c"), new AiRequest.Judge(8));
    hear(50);
    bus.send(Addresses.listener("c"), new AiRequest.Judge(9));
    assertEquals(new AiEvent.Judged(9, 0.5f), next());
  }

  @Test
  void anUnknownJudgeIsRefusedWithTheKnownOnes() throws Exception {
    listen("nobody");
    assertEquals(new AiEvent.JudgeFailed("nobody", 400,
        "unknown eou provider 'nobody', known: scripted, smart-turn"), next());
  }
}
