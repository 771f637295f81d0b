package io.voxbus.ai.openai;

import io.vertx.core.Vertx;
import io.voxbus.ai.spi.RealtimeProvider;
import io.voxbus.protocol.api.RealtimeOption;
import io.voxbus.testing.openai.FakeOpenAiRealtime;
import io.voxbus.testing.vendor.FakeRealtime;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.RealtimeContract;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AzureRealtimeTest extends RealtimeContract {
  @Override
  protected FakeRealtime fake(Vertx vertx) {
    return new FakeOpenAiRealtime(vertx, true);
  }

  @Override
  protected RealtimeProvider provider() {
    return new AzureRealtime();
  }

  @Override
  protected String name() {
    return "azure";
  }

  @Test
  void theModelIsTheDeployment() {
    begin("8000", Map.of("AZURE_OPENAI_API_KEY", FakeVendor.KEY, "AZURE_OPENAI_ENDPOINT",
        server.endpoint()));
    converse(new RealtimeOption("azure", "mine", null, null, null, null, null,
        Map.of("greeting", "Hi.")));
    assertAnswer("Hi.", 0);
    server.assertGolden("azure-converse");
  }

  @Test
  void anApiVersionAsksForTheBeta() {
    ((FakeOpenAiRealtime) server).beta();
    converse(option(FakeVendor.KEY, "apiVersion", "2024-10-01-preview", "greeting", "Hi."));
    assertAnswer("Hi.", 0);
    server.assertGolden("azure-converse-beta");
  }
}
