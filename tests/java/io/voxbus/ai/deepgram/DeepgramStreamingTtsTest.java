package io.voxbus.ai.deepgram;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Vertx;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.testing.deepgram.FakeDeepgram;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.TtsContract;
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

    server.assertGolden("deepgram-speak-stream");
  }
}
