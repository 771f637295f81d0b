package io.voxbus.ai.deepgram;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Vertx;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.testing.deepgram.FakeDeepgram;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.TtsContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeepgramStreamingTtsTest extends TtsContract {
  @Override
  protected FakeVendor fake(Vertx vertx) {
    return new FakeDeepgram(vertx);
  }

  @Override
  protected TtsProvider provider() {
    return new DeepgramTts();
  }

  @Override
  protected String name() {
    return "deepgram";
  }

  @Override
  protected Map<String, String> extra() {
    return Map.of("streaming", "true");
  }

  @Test
  void allPiecesGoOverOneSocketAndAreFlushed() {
    spoken(Flowable.just("Hello. ", "You."));

    assertEquals(List.of("/v1/speak?container=none&encoding=linear16&model=aura-2-thalia-en"
        + "&sample_rate=16000"), server.requests());
    assertEquals(List.of("{\"type\":\"Speak\",\"text\":\"Hello. \"}", "{\"type\":\"Flush\"}",
        "{\"type\":\"Speak\",\"text\":\"You. \"}", "{\"type\":\"Flush\"}"), server.messages());
  }
}
