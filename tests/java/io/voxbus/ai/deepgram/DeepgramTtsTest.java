package io.voxbus.ai.deepgram;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Vertx;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.testing.deepgram.FakeDeepgram;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.Outcome;
import io.voxbus.testing.vendor.TtsContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeepgramTtsTest extends TtsContract {
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
  protected boolean overSocket() {
    return false;
  }

  @Test
  void aPieceIsARequest() {
    spoken(Flowable.just("Hello."));

    server.assertGolden("deepgram-speak");
  }

  @Test
  void everyOptionHasItsPlace() {
    Outcome.of(tts.speak(Flowable.just("Hello."), everything(Map.of("mip_opt_out", "true"))))
        .whole();

    assertEquals(List.of("/v1/speak?container=none&encoding=linear16&mip_opt_out=true&model=anna"
        + "&sample_rate=8000"), server.requests());
  }
}
