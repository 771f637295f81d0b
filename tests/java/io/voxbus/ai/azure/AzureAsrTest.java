package io.voxbus.ai.azure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.testing.azure.FakeAzure;
import io.voxbus.testing.vendor.AsrContract;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.Outcome;
import java.util.List;
import java.util.Map;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class AzureAsrTest extends AsrContract {
  @Override
  protected FakeVendor fake(Vertx vertx) {
    return new FakeAzure(vertx);
  }

  @Override
  protected AsrProvider provider() {
    return new AzureAsr(Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC),
        () -> "id-1");
  }

  @Override
  protected String name() {
    return "azure";
  }

  @Override
  protected String failure() {
    return "too many requests";
  }

  @Test
  void askedForNothingTheDefaultsAreSent() {
    begin(Map.of("AZURE_SPEECH_KEY", FakeVendor.KEY, "AZURE_SPEECH_STT_ENDPOINT",
        server.endpoint()));

    Outcome.of(asr.transcribe(frames(11), new AsrOption("azure", null, null, null, null, null, null,
        null, null, null, null, null, null))).whole();

    server.assertGolden("azure-listen");
  }

  @Test
  void everyOptionHasItsPlace() {
    Outcome
        .of(asr.transcribe(frames(5),
            new AsrOption("azure", "old", "fine", "de", FakeVendor.APP_ID, FakeVendor.SECRET_ID,
                FakeVendor.KEY, 1600, 8000, server.endpoint(),
                Map.of("profanity", "raw", "region", "westeurope"), null, null)))
        .whole();

    assertEquals(List.of("/speech/recognition/conversation/cognitiveservices/v1?cid=fine"
        + "&format=simple&language=de&profanity=raw"), server.requests());
  }
}
