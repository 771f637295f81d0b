package io.voxbus.ai.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Vertx;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.testing.openai.FakeOpenAi;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.Outcome;
import io.voxbus.testing.vendor.TtsContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenAiTtsTest extends TtsContract {
  @Override
  protected FakeVendor fake(Vertx vertx) {
    return new FakeOpenAi(vertx);
  }

  @Override
  protected TtsProvider provider() {
    return new OpenAiTts();
  }

  @Override
  protected String name() {
    return "openai";
  }

  @Override
  protected boolean overSocket() {
    return false;
  }

  @Test
  void aPieceIsARequest() {
    spoken(Flowable.just("Hello."));

    server.assertGolden("openai-speak");
  }

  @Test
  void everyOptionHasItsPlace() {
    Outcome.of(tts.speak(Flowable.just("Hello."), everything(Map.of("response_format", "wav"))))
        .whole();

    assertEquals(List.of("{\"model\":\"fine\",\"input\":\"Hello.\",\"voice\":\"anna\","
        + "\"response_format\":\"wav\",\"speed\":1.5,\"instructions\":"
        + "\"Speak in a tone that is happy.\"}"), server.messages());
  }
}
