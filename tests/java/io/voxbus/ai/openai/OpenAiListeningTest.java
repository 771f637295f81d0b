package io.voxbus.ai.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.vendor.ListenReply;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.protocol.api.AsrOption;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenAiListeningTest {
  @Test
  void anErrorWithoutACodeIsToldAsItIs() {
    SpeechException why = ((ListenReply.Failed) listening(Map.of())
        .read(
            """
                {"type":"error","error":{"type":"invalid_request_error","code":null,"message":"No such model",
                "param":null,"event_id":null}}""")
        .getFirst()).why();
    assertEquals("400 openai: No such model", why.code() + " " + why.getMessage());
  }

  @Test
  void aNumberThatIsNoneIsRefusedBeforeAnybodyConnects() {
    assertThrows(IllegalArgumentException.class, () -> listening(Map.of("threshold", "loud")));
  }

  private static OpenAiListening listening(Map<String, String> extra) {
    return new OpenAiListening(ProviderTarget.of("openai", "ws://localhost", "", Map.of()), "m",
        new AsrOption("openai", null, null, null, null, null, null, null, null, null, extra, null,
            null),
        24_000);
  }
}
