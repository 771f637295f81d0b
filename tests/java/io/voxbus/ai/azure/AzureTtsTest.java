package io.voxbus.ai.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Vertx;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.testing.azure.FakeAzure;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.Outcome;
import io.voxbus.testing.vendor.TtsContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AzureTtsTest extends TtsContract {
  @Override
  protected FakeVendor fake(Vertx vertx) {
    return new FakeAzure(vertx);
  }

  @Override
  protected TtsProvider provider() {
    return new AzureTts();
  }

  @Override
  protected String name() {
    return "azure";
  }

  @Override
  protected boolean overSocket() {
    return false;
  }

  @Test
  void aPieceIsARequestWithSsml() {
    spoken(Flowable.just("Tom & Jerry."));

    server.assertGolden("azure-speak");
  }

  @Test
  void everyOptionHasItsPlace() {
    Outcome.of(tts.speak(Flowable.just("Hello."), everything(Map.of()))).whole();

    assertEquals("raw-8khz-16bit-mono-pcm", server.header("X-Microsoft-OutputFormat"));
    assertEquals(List.of("<speak version=\"1.0\" xmlns=\"http://www.w3.org/2001/10/synthesis\""
        + " xmlns:mstts=\"https://www.w3.org/2001/mstts\" xml:lang=\"de\"><voice name=\"anna\">"
        + "<mstts:express-as style=\"happy\"><prosody rate=\"1.5\" volume=\"+60%\">Hello."
        + "</prosody></mstts:express-as></voice></speak>"), server.messages());
  }
}
