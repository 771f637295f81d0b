package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.voxbus.testing.Spectrum;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import io.voxbus.testing.aliyun.FakeAliyun;
import io.voxbus.testing.azure.FakeAzure;
import io.voxbus.testing.deepgram.FakeDeepgram;
import io.voxbus.testing.elevenlabs.FakeElevenLabs;
import io.voxbus.testing.openai.FakeOpenAi;
import io.voxbus.testing.tencent.FakeTencent;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.FakeVendor.Hears;
import io.voxbus.testing.voiceapi.FakeVoiceApi;
import io.voxbus.testing.voiceapi.FakeVoiceApi.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two calls that talk to each other, one by a vendor's voice, one by its recogniser: a whole node, the vendors on loopback. */
class VendorLoopTest {
  private static final String TEXT = "Hello there.";
  private static final int FRAME_BYTES = 640;
  private static final Vertx VERTX = Vertx.vertx();
  private static TestNode node;

  @BeforeAll
  static void start(@TempDir Path data) {
    node = TestNode.start(data, "");
  }

  @AfterAll
  static void stop() {
    node.close();
    VERTX.close().await();
  }

  @ParameterizedTest
  @CsvSource({"deepgram,deepgram,", "deepgram,deepgram,streaming", "tencent,tencent,",
      "tencent_basic,tencent,", "aliyun,aliyun,", "azure,azure,", "elevenlabs,elevenlabs,",
      "openai,openai,realtime"})
  void whatOneCallSaysByAVendorAnotherHearsByIt(String voice, String recogniser, String how) {
    FakeVendor vendor = vendor(recogniser);
    started(vendor.start());
    vendor.script(new Hears(3200, 0, false, "hello", 0, 100),
        new Hears(6400, 0, true, "hello there", 0, 200));
    JsonObject account = new JsonObject().put("endpoint", vendor.endpoint())
        .put("appId", FakeVendor.APP_ID).put("secretId", FakeVendor.SECRET_ID)
        .put("secretKey", FakeVendor.KEY)
        .put("extra", how == null ? Map.of() : Map.of(how, "true"));

    converse(account.copy().put("provider", voice), account.copy().put("provider", recogniser));

    assertTone(vendor.heard(), vendor.rate(), vendor::texts);
  }

  @Test
  void aServerOfOnesOwnIsEnough() {
    FakeVoiceApi vendor = new FakeVoiceApi(VERTX);
    started(vendor.start());
    vendor.script(new Step.Say(3200, "hello", false, 0),
        new Step.Say(6400, "hello there", true, 0));
    JsonObject option = new JsonObject().put("provider", "voiceapi").put("endpoint",
        vendor.endpoint());

    converse(option, option);

    assertTone(vendor.heard(), 16_000, vendor::texts);
  }

  private static FakeVendor vendor(String name) {
    return switch (name) {
      case "deepgram" -> new FakeDeepgram(VERTX);
      case "tencent" -> new FakeTencent(VERTX);
      case "aliyun" -> new FakeAliyun(VERTX);
      case "azure" -> new FakeAzure(VERTX);
      case "elevenlabs" -> new FakeElevenLabs(VERTX);
      default -> new FakeOpenAi(VERTX);
    };
  }

  private static void started(Future<?> server) {
    server.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** What the first call is told to say goes frame by frame into the second one. */
  private static void converse(JsonObject tts, JsonObject asr) {
    try (WsClient speaker = answered("tts", tts); WsClient listener = answered("asr", asr)) {
      speaker.send("{\"command\":\"tts\",\"text\":\"" + TEXT
          + "\",\"playId\":\"a\",\"endOfStream\":true}");
      for (int heard = 0; heard < 2 * FakeVendor.SAMPLES; heard += FRAME_BYTES) {
        listener.sendAudio(speaker.hear(FRAME_BYTES));
      }
      speaker.await("trackEnd");
      for (int i = 0; i < 20; i++) {
        listener.sendAudio(new byte[FRAME_BYTES]);
      }
      assertEquals("hello there", listener.await("asrFinal").path("text").asText());
      assertEquals(List.of("asrDelta"),
          listener.names().stream().filter(name -> name.matches("asrDelta|error")).toList());
      assertEquals(List.of(), speaker.names().stream().filter("error"::equals).toList());
    }
  }

  private static WsClient answered(String half, JsonObject option) {
    WsClient client = node.connect("/call");
    client.send("{\"command\":\"invite\",\"option\":{\"codec\":\"pcm\",\"" + half + "\":"
        + option.encode() + "}}").await("answer");
    return client;
  }

  /** The recogniser was sent the tone that stands for what the voice was told to say. */
  private static void assertTone(short[] heard, int rate, Supplier<List<String>> texts) {
    assertEquals(List.of(TEXT), texts.get());
    short[] voice = java.util.Arrays.copyOf(heard, rate / 5);
    assertTrue(Spectrum.signalToNoise(voice, rate, FakeVendor.toneOf(TEXT)) > 0,
        Spectrum.signalToNoise(voice, rate, FakeVendor.toneOf(TEXT)) + " dB");
  }
}
