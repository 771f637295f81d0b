package io.voxbus.ai.tencent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Vertx;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.testing.tencent.FakeTencent;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.Outcome;
import io.voxbus.testing.vendor.TtsContract;
import java.util.List;
import java.util.Map;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TencentTtsTest extends TtsContract {
  @Override
  protected FakeVendor fake(Vertx vertx) {
    return new FakeTencent(vertx);
  }

  @Override
  protected TtsProvider provider() {
    return new TencentTts(Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC),
        () -> "id-1");
  }

  @Override
  protected String name() {
    return "tencent";
  }

  @Override
  protected boolean getsReady() {
    return true;
  }

  @Test
  void textIsSentWhenTheVoiceIsReady() {
    spoken(Flowable.just("Hello. ", "You."));

    server.assertGolden("tencent-speak-stream");
  }

  @Test
  void everyOptionHasItsPlace() {
    Outcome.of(tts.speak(Flowable.just("Hello."), everything(Map.of("SegmentRate", "1"))))
        .whole();

    assertEquals(List.of("/stream_wsv2?Action=TextToStreamAudioWSv2&AppId=1250000001&Codec=pcm"
        + "&EmotionCategory=happy&EnableSubtitle=true&Expired=1700086400&SampleRate=8000"
        + "&SecretId=AKID-5e1f00d5&SegmentRate=1&SessionId=id-1&Signature=*&Speed=2"
        + "&Timestamp=1700000000&VoiceType=anna&Volume=6"), unsigned());
  }

  @Test
  void withoutStreamingEachPieceHasItsSocket() {
    Outcome.of(tts.speak(Flowable.just("Hello. ", "You there?"),
        everything(Map.of("streaming", "false")))).whole();

    server.assertGolden("tencent-speak");
  }

  private List<String> unsigned() {
    return server.requests().stream()
        .map(uri -> uri.replaceAll("Signature=[^&]*", "Signature=*")).toList();
  }
}
