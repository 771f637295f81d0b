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

class TencentBasicTtsTest extends TtsContract {
  @Override
  protected FakeVendor fake(Vertx vertx) {
    return new FakeTencent(vertx);
  }

  @Override
  protected TtsProvider provider() {
    return new TencentBasicTts(Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC),
        () -> "id-1");
  }

  @Override
  protected String name() {
    return "tencent_basic";
  }

  @Test
  void aPieceIsASignedRequest() {
    spoken(Flowable.just("Hello you."));

    server.assertGolden("tencent_basic-speak");
  }

  @Test
  void everyOptionHasItsPlace() {
    Outcome.of(tts.speak(Flowable.just("Hello."), everything(Map.of("SegmentRate", "1"))))
        .whole();

    assertEquals(List.of("/?Action=TextToVoice&Codec=pcm&EmotionCategory=happy"
        + "&EnableSubtitle=true&Nonce=1700000000&SampleRate=8000&SecretId=AKID-5e1f00d5"
        + "&SegmentRate=1&SessionId=id-1&Signature=*&Speed=2&Text=Hello.&Timestamp=1700000000"
        + "&Version=2019-08-23&VoiceType=anna&Volume=6"), unsigned());
  }

  private List<String> unsigned() {
    return server.requests().stream()
        .map(uri -> uri.replaceAll("Signature=[^&]*", "Signature=*")).toList();
  }
}
