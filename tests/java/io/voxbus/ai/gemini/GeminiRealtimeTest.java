package io.voxbus.ai.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.voxbus.ai.spi.RealtimeInput;
import io.voxbus.ai.spi.RealtimeOutput;
import io.voxbus.ai.spi.RealtimeProvider;
import io.voxbus.protocol.api.RealtimeOption;
import io.voxbus.testing.gemini.FakeGemini;
import io.voxbus.testing.vendor.FakeRealtime;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.FakeVendor.Hears;
import io.voxbus.testing.vendor.RealtimeContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GeminiRealtimeTest extends RealtimeContract {
  @Override
  protected FakeRealtime fake(Vertx vertx) {
    return new FakeGemini(vertx);
  }

  @Override
  protected RealtimeProvider provider() {
    return new GeminiRealtime();
  }

  @Override
  protected String name() {
    return "gemini";
  }

  @Test
  void theFirstWordsAreThoseOfTheApi() {
    begin("8000",
        Map.of("GEMINI_API_KEY", FakeVendor.KEY, "GEMINI_ENDPOINT", server.endpoint()));
    converse(new RealtimeOption("gemini", "fine", null, null, null,
        Map.of("activityHandling", "NO_INTERRUPTION"),
        List.of(Map.of("type", "function", "name", "clock")),
        Map.of("greeting", "Hi.", "voice", "Puck", "instructions", "Be brief.")));
    assertAnswer("Hi.", 0);
    server.assertGolden("gemini-converse");
  }

  @Test
  void theResultOfAToolIsAnObject() {
    server.script(new Hears(1000, 0, true, FakeRealtime.NEEDS_A_TOOL, 0, 0));
    converse(option(FakeVendor.KEY));
    speak(20);
    next(RealtimeOutput.ToolCall.class);
    tell(new RealtimeInput.ToolResult(FakeRealtime.TOOL_CALL, "noon"));
    assertAnswer("the tool", 0);
    assertEquals(
        "{\"toolResponse\":{\"functionResponses\":[{\"id\":\"call-1\",\"name\":\"clock\","
            + "\"response\":{\"result\":\"noon\"}}]}}",
        server.messages().stream().filter(message -> message.contains("toolResponse")).findFirst()
            .orElseThrow());
  }
}
