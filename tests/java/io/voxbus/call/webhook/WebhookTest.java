package io.voxbus.call.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.voxbus.bus.Json;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.testing.EventLoops;
import io.voxbus.testing.TestWebhook;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is told of calls that come in, and what their answers mean. */
class WebhookTest {
  private static final CallSetup.Incoming INVITE = new CallSetup.Incoming("v=0",
      Map.of("X-Order", "7"));
  private static final CallSetup SETUP = new CallSetup("id-1", CallType.SIP,
      CallOption.NONE.between("sip:a@h", "sip:b@h", "v=0"), "t", null, true, INVITE);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void everyKeyIsToldInTheCasingsThatProgramsRead() throws JsonProcessingException {
    assertEquals(
        Json.mapper().readTree("""
            {"event":"invite","dialog_id":"id-1","dialogId":"id-1",
             "created_at":"1970-01-01T00:00:01Z","createdAt":"1970-01-01T00:00:01Z",
             "caller":"sip:a@h","callee":"sip:b@h","offer":"v=0",
             "url":"wss://h/call/sip?id=id-1","headers":["X-Order: 7"]}"""),
        Json.mapper().readTree(IncomingCall.json(SETUP, INVITE, 1_000, "wss://h")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"200|", "204|", "200|thank you", "200|[]", "200|{}",
      "200|{\"ok\":true}"})
  void whoOnlyTakesNoteDecidesNothing(int status, String body) {
    assertEquals(new WebhookAnswer(List.of(), null),
        WebhookAnswer.of(status, body == null ? "" : body));
  }

  @Test
  void anActionIsWhatAClientWouldSend() {
    assertEquals(List.of(new Command.Reject("lunch", 486)),
        decided("{\"action\":\"Reject\",\"code\":486,\"reason\":\"lunch\"}"));
    assertEquals(List.of(new Command.Reject("lunch", 486)),
        decided("{\"action\":\"reject\",\"option\":{\"code\":486,\"reason\":\"lunch\"}}"));
    assertEquals(List.of(new Command.Ringing("r.wav", true, null)),
        decided("{\"action\":\"ringing\",\"ringtone\":\"r.wav\",\"earlyMedia\":true}"));
    assertEquals(List.of(new Command.Accept(CallOption.NONE)),
        decided("{\"action\":\"accept\",\"option\":{}}"));
    assertEquals(
        List.of(new Command.Accept(null), new Command.Refer(null, null, "sip:c@h", null)),
        decided("{\"action\":\"forward\",\"callee\":\"sip:c@h\"}"));
  }

  @ParameterizedTest
  @CsvSource({"302", "404", "403"})
  void whoRefusesRefusesTheCall(int status) {
    assertEquals(List.of(new Command.Reject("the webhook answered " + status, 503)),
        WebhookAnswer.of(status, "").commands());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"500||status 500",
      "200|{\"action\":\"dance\"}|unknown action dance"})
  void whatIsNoAnswerIsAskedOfTheNext(int status, String body, String why) {
    assertEquals(why, WebhookAnswer.of(status, body == null ? "" : body).failure());
  }

  @Test
  void theNextIsToldWhenOneFailsAndEachCallBeginsAtAnother() throws Exception {
    try (TestWebhook broken = TestWebhook.start(); TestWebhook good = TestWebhook.start()) {
      broken.answer(500, "");
      good.answer(200, "{\"action\":\"reject\",\"code\":486}");
      Webhook webhook = new Webhook(vertx, config(broken.url(), good.url()));
      for (int call = 0; call < 2; call++) {
        assertEquals(List.of(new Command.Reject(null, 486)), decide(webhook));
        good.await();
      }
      assertEquals(1, broken.waiting(), "the second call began at the other one");
    }
  }

  @Test
  void whenNobodyCanBeToldTheCallIsRefused() throws Exception {
    try (TestWebhook broken = TestWebhook.start()) {
      broken.answer(500, "");
      Webhook webhook = new Webhook(vertx,
          config(broken.url(), "http://127.0.0.1:1/", "not a url"));
      assertEquals(List.of(new Command.Reject("the webhook failed", 503)), decide(webhook));
      broken.await();
      broken.await();
      assertEquals(0, broken.waiting(), "told twice");
    }
  }

  @Test
  void aRuleOfTheDialPlanMayNameItsOwn() throws Exception {
    try (TestWebhook named = TestWebhook.start()) {
      named.answer(200, "{\"action\":\"reject\",\"code\":486}");
      Webhook webhook = new Webhook(vertx, config());
      assertEquals(List.of(false, true),
          List.of(webhook.takes(""), webhook.takes(named.url())));
      assertEquals(List.of(new Command.Reject(null, 486)), decide(webhook, named.url()));
    }
  }

  private static List<Command> decided(String body) {
    return WebhookAnswer.of(200, body).commands();
  }

  private static WebhookConfig config(String... urls) {
    return new WebhookConfig(List.of(urls), Map.of(), "", 2, new Seconds(2_000));
  }

  private List<Command> decide(Webhook webhook) throws Exception {
    return decide(webhook, "");
  }

  private List<Command> decide(Webhook webhook, String only) throws Exception {
    return EventLoops.ask(vertx, () -> webhook.decide(SETUP, INVITE, 1_000, only))
        .toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
  }
}
