package io.voxbus.ai.deepgram;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.testing.deepgram.FakeDeepgram;
import io.voxbus.testing.vendor.AsrContract;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeepgramAsrTest extends AsrContract {
  @Override
  protected FakeVendor fake(Vertx vertx) {
    return new FakeDeepgram(vertx);
  }

  @Override
  protected AsrProvider provider() {
    return new DeepgramAsr();
  }

  @Override
  protected String name() {
    return "deepgram";
  }

  @Test
  void askedForNothingTheDefaultsAreSent() {
    begin(Map.of("DEEPGRAM_API_KEY", FakeVendor.KEY, "DEEPGRAM_ENDPOINT", server.endpoint()));

    Outcome.of(asr.transcribe(frames(11), new AsrOption("deepgram", null, null, "auto", null, null,
        null, null, null, null, null, null, null))).whole();

    server.assertGolden("deepgram-listen");
  }

  @Test
  void everyOptionHasItsPlace() {
    Outcome.of(asr.transcribe(frames(5),
        new AsrOption("deepgram", "old", "nova-2", "de", null, null, FakeVendor.KEY, 1600, 8000,
            server.endpoint(), Map.of("endpointing", "100", "keyterm", "voxbus"), null, null)))
        .whole();

    assertEquals(List.of("/v1/listen?channels=1&encoding=linear16&endpointing=100"
        + "&interim_results=true&keyterm=voxbus&language=de&model=nova-2&sample_rate=8000"
        + "&smart_format=true"), server.requests());
  }

  @Test
  void finalSegmentsAreJoinedUntilTheSpeechIsFinal() {
    DeepgramListening listening = new DeepgramListening(
        ProviderTarget.of("deepgram", "ws://x", "", Map.of()), 16_000, 20);

    assertEquals(
        List.of("[Said[index=0, isFinal=false, text=hello, beginMillis=500, endMillis=900]]",
            "[Said[index=0, isFinal=false, text=hello wor, beginMillis=500, endMillis=1200]]",
            "[Said[index=0, isFinal=true, text=hello world, beginMillis=500, endMillis=1300]]",
            "[]", "[Said[index=1, isFinal=true, text=bye, beginMillis=2000, endMillis=2300]]"),
        List.of(results("hello", true, false, 0.5, 0.4), results("wor", false, false, 0.9, 0.3),
            results("world", true, true, 0.9, 0.4), results("", true, true, 1.5, 0.2),
            results("bye", true, true, 2, 0.3)).stream()
            .map(message -> listening.read(message).toString()).toList());
  }

  private static String results(String text, boolean isFinal, boolean speechFinal, double start,
      double duration) {
    return """
        {"type":"Results","channel":{"alternatives":[{"transcript":"%s","confidence":0.9}]},
        "is_final":%s,"speech_final":%s,"start":%s,"duration":%s}""".formatted(text, isFinal,
        speechFinal, start, duration);
  }
}
