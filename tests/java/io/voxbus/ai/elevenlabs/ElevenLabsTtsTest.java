package io.voxbus.ai.elevenlabs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Vertx;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.testing.elevenlabs.FakeElevenLabs;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.Outcome;
import io.voxbus.testing.vendor.TtsContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ElevenLabsTtsTest extends TtsContract {
  @Override
  protected FakeVendor fake(Vertx vertx) {
    return new FakeElevenLabs(vertx);
  }

  @Override
  protected TtsProvider provider() {
    return new ElevenLabsTts();
  }

  @Override
  protected String name() {
    return "elevenlabs";
  }

  @Test
  void eachPieceIsFlushed() {
    spoken(Flowable.just("Hello. ", "You."));

    server.assertGolden("elevenlabs-speak");
  }

  @Test
  void everyOptionHasItsPlace() {
    Outcome.of(tts.speak(Flowable.just("Hello."),
        everything(Map.of("stability", "0.4", "inactivity_timeout", "60")))).whole();

    assertEquals(List.of("/v1/text-to-speech/anna/stream-input?inactivity_timeout=60"
        + "&language_code=de&model_id=fine&output_format=pcm_8000"), server.requests());
    assertEquals("{\"text\":\" \",\"voice_settings\":{\"speed\":1.2,\"stability\":0.4}}",
        server.messages().getFirst());
  }
}
