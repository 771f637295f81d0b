package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.voxbus.testing.FakeLlm;
import io.voxbus.testing.TestNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** {@code /llm/v1/}: a whole node before a language model on loopback. */
@Timeout(30)
class LlmProxyTest {
  private static final String LIMITS = "    requestsPerMinute: 1000\n    maxBodyBytes: 1000\n"
      + "    maxAnswerBytes: 50000\n";
  @TempDir
  static Path data;
  private static FakeLlm llm;
  private static TestNode node;

  @BeforeAll
  static void start() {
    llm = new FakeLlm();
    node = node("guarded", "keys: [ours, others]", LIMITS);
  }

  @AfterAll
  static void stop() {
    node.close();
    llm.close();
  }

  @Test
  void ourKeyBecomesTheNodesAccountAndStaysHere() {
    TestNode.Answer answer = node.send(asked(node, "models?limit=2&token=ours", "Bearer ours"));

    assertEquals("200 {\"object\":\"list\"}", answer.status() + " " + answer.body());
    assertEquals("GET /v1/models?limit=2 Bearer service-key ", llm.requests().getLast());
  }

  @Test
  void aCallersOwnAccountPassesAsItIs() {
    node.send(asked(node, "chat/completions?token=ours", "Bearer mine")
        .POST(BodyPublishers.ofString("{\"stream\":true}")));

    assertEquals("POST /v1/chat/completions Bearer mine {\"stream\":true}",
        llm.requests().getLast());
  }

  @Test
  void whoHoldsNoKeyIsRefused() {
    int before = llm.requests().size();

    assertEquals(401, node.send(asked(node, "models", "Bearer mine")).status());
    assertEquals(before, llm.requests().size());
  }

  @Test
  void withoutKeysNobodyGetsTheNodesAccount() {
    try (TestNode open = node("open", "corsOrigins: []", LIMITS)) {
      open.send(HttpRequest.newBuilder(open.uri("/llm/v1/models")));

      assertEquals("GET /v1/models null ", llm.requests().getLast());
    }
  }

  @Test
  void anAnswerStreamsAsItComes() throws Exception {
    HttpResponse<InputStream> answer = streamed();
    byte[] first = answer.body().readNBytes(FakeLlm.FIRST.length());
    llm.goOn();

    assertEquals(List.of("text/event-stream", "no"),
        List.of(answer.headers().firstValue("Content-Type").orElse(""),
            answer.headers().firstValue("X-Accel-Buffering").orElse("")));
    assertEquals(FakeLlm.FIRST, new String(first, StandardCharsets.UTF_8));
    assertEquals(FakeLlm.LAST,
        new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
  }

  @Test
  void aRefusalOfTheServicePasses() {
    TestNode.Answer answer = node.send(asked(node, "refuse", "Bearer ours"));

    assertEquals("418 {\"error\":{}}", answer.status() + " " + answer.body());
  }

  @Test
  void aPathCanNotLeaveTheService() {
    int before = llm.requests().size();

    assertEquals(404, node.send(asked(node, "%2e%2e/%2e%2e/nowhere", "Bearer ours")).status());
    assertEquals(before, llm.requests().size());
  }

  @Test
  void aServiceThatSaysNothingIsGivenUp() {
    try (TestNode hasty = node("hasty", "keys: [ours]", "    idleTimeout: 200ms\n")) {
      TestNode.Answer answer = hasty.send(asked(hasty, "hang", "Bearer ours"));

      assertEquals("504 the language model did not answer in time", told(answer));
      llm.awaitGone();
    }
  }

  @Test
  void aServiceThatIsNotThereIsTold() {
    try (TestNode alone = TestNode.start(data.resolve("alone"),
        "  keys: [ours]\n  llm:\n    endpoint: http://127.0.0.1:1/v1\n", "")) {
      assertEquals("502 the language model can't be reached",
          told(alone.send(asked(alone, "models", "Bearer ours"))));
    }
  }

  @Test
  void aQuestionThatIsTooLargeIsRefused() {
    assertEquals(413, node.send(asked(node, "chat/completions", "Bearer ours")
        .POST(BodyPublishers.ofString("x".repeat(1001)))).status());
  }

  @Test
  void anAnswerThatIsTooLargeIsCutOffSoThatNobodyTakesItForWhole() {
    assertThrows(IOException.class, () -> HttpClient.newHttpClient().send(
        asked(node, "large", "Bearer ours").build(), HttpResponse.BodyHandlers.ofString()));
  }

  @Test
  void aQuotaIsOneKeysOwn() {
    try (TestNode small = node("small", "keys: [ours, others]",
        "    requestsPerMinute: 2\n")) {
      assertEquals(List.of(200, 200, 429, 200),
          List.of("ours", "ours", "ours", "others").stream()
              .map(key -> small.send(asked(small, "models", "Bearer " + key)).status()).toList());
    }
  }

  @Test
  void eachRequestIsALineThatNamesTheKeyAndDoesNotShowIt() {
    Logger logger = (Logger) LoggerFactory.getLogger("io.voxbus.http.llm.LlmExchange");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.INFO);
    try (TestNode own = node("own", "keys: [ours, others]", LIMITS)) {
      own.send(asked(own, "models", "Bearer others"));
    } finally {
      logger.detachAppender(log);
      logger.setLevel(null);
    }
    String line = log.list.getFirst().getKeyValuePairs().toString();
    assertEquals("[key=\"key 2\", path=\"/llm/v1/models\", status=\"200\", end=\"ok\","
        + " bytesIn=\"0\", bytesOut=\"17\", millis=\"*\"]",
        line.replaceAll("millis=\"\\d+\"", "millis=\"*\""));
  }

  private static TestNode node(String folder, String http, String limits) {
    return TestNode.start(data.resolve(folder),
        "  " + http + "\n  llm:\n    endpoint: " + llm.endpoint()
            + "\n    key: service-key\n" + limits,
        "");
  }

  private static HttpRequest.Builder asked(TestNode node, String path, String authorization) {
    return HttpRequest.newBuilder(node.uri("/llm/v1/" + path)).header("Authorization",
        authorization);
  }

  private static HttpResponse<InputStream> streamed() throws Exception {
    return HttpClient.newHttpClient().send(asked(node, "stream", "Bearer ours").build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  private static String told(TestNode.Answer answer) {
    return answer.status() + " " + answer.json().path("error").asText();
  }
}
