package io.voxbus.ai.elevenlabs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.testing.elevenlabs.FakeElevenLabs;
import io.voxbus.testing.vendor.AsrContract;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ElevenLabsAsrTest extends AsrContract {
  @Override
  protected FakeVendor fake(Vertx vertx) {
    return new FakeElevenLabs(vertx);
  }

  @Override
  protected AsrProvider provider() {
    return new ElevenLabsAsr();
  }

  @Override
  protected String name() {
    return "elevenlabs";
  }

  @Override
  protected boolean getsReady() {
    return true;
  }

  @Test
  void askedForNothingTheDefaultsAreSent() {
    begin(Map.of("ELEVENLABS_API_KEY", FakeVendor.KEY, "ELEVENLABS_ENDPOINT", server.endpoint()));

    Outcome.of(asr.transcribe(frames(11), new AsrOption("elevenlabs", null, null, null, null, null,
        null, null, null, null, null, null, null))).whole();

    server.assertGolden("elevenlabs-listen");
  }

  @Test
  void everyOptionHasItsPlace() {
    Outcome.of(asr.transcribe(frames(5),
        new AsrOption("elevenlabs", "old", "fine", "de", FakeVendor.APP_ID, FakeVendor.SECRET_ID,
            FakeVendor.KEY, 1600, 8000, server.endpoint(), Map.of("commit_strategy", "manual"),
            null, null)))
        .whole();

    assertEquals(List.of("/v1/speech-to-text/realtime?audio_format=pcm_8000"
        + "&commit_strategy=manual&include_timestamps=true&language_code=de&model_id=fine"),
        server.requests());
  }
}
