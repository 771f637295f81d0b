package io.voxbus.ai.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.testing.openai.FakeOpenAi;
import io.voxbus.testing.vendor.AsrContract;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenAiRealtimeTest extends AsrContract {
  @Override
  protected FakeVendor fake(Vertx vertx) {
    return new FakeOpenAi(vertx);
  }

  @Override
  protected AsrProvider provider() {
    return new OpenAiAsr();
  }

  @Override
  protected String name() {
    return "openai";
  }

  @Override
  protected Map<String, String> extra() {
    return Map.of("realtime", "true");
  }

  @Override
  protected boolean knowsTimes() {
    return false;
  }

  @Override
  protected boolean getsReady() {
    return true;
  }

  @Test
  void theSessionIsForTranscriptionOnly() {
    begin(Map.of("OPENAI_API_KEY", FakeVendor.KEY, "OPENAI_BASE_URL", server.endpoint() + "/v1"));

    Outcome.of(asr.transcribe(frames(11), new AsrOption("openai", null, null, null, null, null,
        null, null, null, null, extra(), null, null))).whole();

    server.assertGolden("openai-listen");
  }

  @Test
  void everyOptionHasItsPlace() {
    Outcome
        .of(asr.transcribe(frames(5),
            new AsrOption("openai", "old", "fine", "de", FakeVendor.APP_ID, FakeVendor.SECRET_ID,
                FakeVendor.KEY, 1600, 8000, server.endpoint(),
                Map.of("realtime", "true", "prompt", "names",
                    "silence_duration_ms", "300"),
                null, null)))
        .whole();

    assertEquals("{\"type\":\"session.update\",\"session\":{\"type\":\"transcription\",\"audio\":"
        + "{\"input\":{\"format\":{\"type\":\"audio/pcm\",\"rate\":24000},\"transcription\":"
        + "{\"model\":\"fine\",\"language\":\"de\",\"prompt\":\"names\"},\"turn_detection\":"
        + "{\"type\":\"server_vad\",\"threshold\":0.5,\"prefix_padding_ms\":300,"
        + "\"silence_duration_ms\":300}}}}}", server.messages().getFirst());
    assertEquals(FakeVendor.APP_ID, server.header("OpenAI-Organization"));
  }
}
