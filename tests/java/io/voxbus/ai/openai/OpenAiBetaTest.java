package io.voxbus.ai.openai;

import io.vertx.core.Vertx;
import io.voxbus.ai.spi.RealtimeProvider;
import io.voxbus.testing.openai.FakeOpenAiRealtime;
import io.voxbus.testing.vendor.FakeRealtime;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.RealtimeContract;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The Realtime API in the words of its beta. */
class OpenAiBetaTest extends RealtimeContract {
  @Override
  protected FakeRealtime fake(Vertx vertx) {
    return new FakeOpenAiRealtime(vertx, false).beta();
  }

  @Override
  protected RealtimeProvider provider() {
    return new OpenAiRealtime();
  }

  @Override
  protected String name() {
    return "openai";
  }

  @Override
  protected Map<String, String> extra() {
    return Map.of("api", "beta", "codec", "pcmu");
  }

  @Test
  void theFirstWordsAreThoseOfTheBeta() {
    converse(
        option(FakeVendor.KEY, "greeting", "Hi.", "codec", "pcm", "instructions", "Be brief."));
    assertAnswer("Hi.", 0);
    server.assertGolden("openai-converse-beta");
  }
}
