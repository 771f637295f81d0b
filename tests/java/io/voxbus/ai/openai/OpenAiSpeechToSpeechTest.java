package io.voxbus.ai.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.voxbus.ai.spi.RealtimeInput;
import io.voxbus.ai.spi.RealtimeOutput;
import io.voxbus.ai.spi.RealtimeProvider;
import io.voxbus.protocol.api.RealtimeOption;
import io.voxbus.testing.openai.FakeOpenAiRealtime;
import io.voxbus.testing.vendor.FakeRealtime;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.FakeVendor.Hears;
import io.voxbus.testing.vendor.RealtimeContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenAiSpeechToSpeechTest extends RealtimeContract {
  @Override
  protected FakeRealtime fake(Vertx vertx) {
    return new FakeOpenAiRealtime(vertx, false);
  }

  @Override
  protected RealtimeProvider provider() {
    return new OpenAiRealtime();
  }

  @Override
  protected String name() {
    return "openai";
  }

  @Test
  void theFirstWordsAreThoseOfTheApi() {
    begin("8000",
        Map.of("OPENAI_API_KEY", FakeVendor.KEY, "OPENAI_BASE_URL", server.endpoint() + "/v1"));
    converse(new RealtimeOption("openai", null, null, FakeVendor.APP_ID, null, null, null,
        Map.of("greeting", "Hi.")));
    assertAnswer("Hi.", 0);

    server.assertGolden("openai-converse");
  }

  @Test
  void everyOptionHasItsPlace() {
    converse(new RealtimeOption("openai", "gpt-fine", FakeVendor.KEY, null, server.endpoint(),
        Map.of("type", "semantic_vad"),
        List.of(Map.of("type", "function")), Map.of("codec", "pcmu", "voice", "marin",
            "instructions", "Be brief.", "transcription", "off", "greeting", "Hi.")));
    assertAnswer("Hi.", 0);

    assertEquals(
        "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"output_modalities\":"
            + "[\"audio\"],\"instructions\":\"Be brief.\",\"audio\":{\"input\":{\"format\":"
            + "{\"type\":\"audio/pcmu\"},\"turn_detection\":{\"type\":\"semantic_vad\"}},"
            + "\"output\":{\"format\":{\"type\":\"audio/pcmu\"},\"voice\":\"marin\"}},"
            + "\"tools\":[{\"type\":\"function\"}],\"tool_choice\":\"auto\"}}",
        server.messages().getFirst());
  }

  @Test
  void audioIsALawWhereThatIsAskedFor() {
    server.script(new Hears(800, 0, true, "hello", 0, 0));
    converse(option(FakeVendor.KEY, "codec", "pcma"));
    speak(10);
    assertAnswer("hello", 0);
  }

  @Test
  void whatWasNotHeardOfAReplyIsTakenBack() {
    converse(option(FakeVendor.KEY, "greeting", "Hi."));
    assertAnswer("Hi.", 0);
    tell(new RealtimeInput.Cut(0, 120));
    tell(new RealtimeInput.ToolResult("none", "x")); // comes after it
    awaitMessage("function_call_output");
    assertEquals(
        "{\"type\":\"conversation.item.truncate\",\"item_id\":\"item1\",\"content_index\":0,"
            + "\"audio_end_ms\":120}",
        server.messages().get(2));
  }

  @Test
  void theResultOfAToolGoesBackBeforeTheModelIsAskedToGoOn() {
    server.script(new Hears(1000, 0, true, FakeRealtime.NEEDS_A_TOOL, 0, 0));
    converse(option(FakeVendor.KEY));
    speak(20);
    next(RealtimeOutput.ToolCall.class);
    tell(new RealtimeInput.ToolResult(FakeRealtime.TOOL_CALL, "noon"));
    assertAnswer("the tool", 0);
    assertEquals(List.of(
        "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"function_call_output\","
            + "\"call_id\":\"call-1\",\"output\":\"noon\"}}",
        "{\"type\":\"response.create\"}"),
        server.messages().stream()
            .filter(message -> message.contains("call_output") || message.contains("response"))
            .toList());
  }

  private void awaitMessage(String part) {
    for (int i = 0; i < 1000
        && server.messages().stream().noneMatch(message -> message.contains(part)); i++) {
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }
  }
}
