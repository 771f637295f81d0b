package io.voxbus.ai.aliyun;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Vertx;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.testing.aliyun.FakeAliyun;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.Outcome;
import io.voxbus.testing.vendor.TtsContract;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AliyunTtsTest extends TtsContract {
  @Override
  protected FakeVendor fake(Vertx vertx) {
    return new FakeAliyun(vertx);
  }

  @Override
  protected TtsProvider provider() {
    return new AliyunTts(() -> "t1");
  }

  @Override
  protected String name() {
    return "aliyun";
  }

  @Override
  protected boolean getsReady() {
    return true;
  }

  @Test
  void oneTaskSpeaksAllPieces() {
    spoken(Flowable.just("Hello. ", "You."));

    server.assertGolden("aliyun-speak");
  }

  @Test
  void everyOptionHasItsPlace() {
    Outcome.of(tts.speak(Flowable.just("Hello."), everything(Map.of("pitch", "1.1")))).whole();

    assertEquals("{\"header\":{\"action\":\"run-task\",\"task_id\":\"t1\",\"streaming\":"
        + "\"duplex\"},\"payload\":{\"task_group\":\"audio\",\"task\":\"tts\",\"function\":"
        + "\"SpeechSynthesizer\",\"model\":\"fine\",\"parameters\":{\"text_type\":\"PlainText\","
        + "\"voice\":\"anna\",\"format\":\"pcm\",\"sample_rate\":8000,\"volume\":80,\"rate\":1.5,"
        + "\"instruction\":\"happy\",\"pitch\":1.1},\"input\":{}}}",
        server.messages().getFirst());
  }
}
