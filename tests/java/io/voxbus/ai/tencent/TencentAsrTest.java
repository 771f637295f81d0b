package io.voxbus.ai.tencent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.testing.tencent.FakeTencent;
import io.voxbus.testing.vendor.AsrContract;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.Outcome;
import java.util.List;
import java.util.Map;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TencentAsrTest extends AsrContract {
  @Override
  protected FakeVendor fake(Vertx vertx) {
    return new FakeTencent(vertx);
  }

  @Override
  protected AsrProvider provider() {
    return new TencentAsr(Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC),
        () -> "id-1");
  }

  @Override
  protected String name() {
    return "tencent";
  }

  @Test
  void askedForNothingTheDefaultsAreSentAndSigned() {
    begin(Map.of("TENCENT_APPID", FakeVendor.APP_ID, "TENCENT_SECRET_ID", FakeVendor.SECRET_ID,
        "TENCENT_SECRET_KEY", FakeVendor.KEY, "TENCENT_ASR_ENDPOINT", server.endpoint()));

    Outcome.of(asr.transcribe(frames(11), new AsrOption("tencent", null, null, null, null, null,
        null, null, null, null, null, null, null))).whole();

    server.assertGolden("tencent-listen");
  }

  @Test
  void everyOptionHasItsPlace() {
    Outcome
        .of(asr.transcribe(frames(5),
            new AsrOption("tencent", "old", "fine", "de", FakeVendor.APP_ID, FakeVendor.SECRET_ID,
                FakeVendor.KEY, 1600, 8000, server.endpoint(),
                Map.of("vad_silence_time", "400", "hotword_id", "h1"), null, null)))
        .whole();

    assertEquals(List.of("/asr/v2/1250000001?convert_num_mode=1&engine_model_type=fine"
        + "&expired=1700086400&filter_modal=0&filter_punc=0&hotword_id=h1&input_sample_rate=8000"
        + "&max_speak_time=60000&needvad=1&nonce=1700000000&secretid=AKID-5e1f00d5&signature=*"
        + "&timestamp=1700000000&vad_silence_time=400&voice_format=1&voice_id=id-1&word_info=1"),
        server.requests().stream().map(uri -> uri.replaceAll("signature=[^&]*", "signature=*"))
            .toList());
  }
}
