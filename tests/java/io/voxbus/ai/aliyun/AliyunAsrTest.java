package io.voxbus.ai.aliyun;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.testing.aliyun.FakeAliyun;
import io.voxbus.testing.vendor.AsrContract;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AliyunAsrTest extends AsrContract {
  @Override
  protected FakeVendor fake(Vertx vertx) {
    return new FakeAliyun(vertx);
  }

  @Override
  protected AsrProvider provider() {
    return new AliyunAsr(() -> "t1");
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
  void askedForNothingTheDefaultsAreSent() {
    begin(Map.of("DASHSCOPE_API_KEY", FakeVendor.KEY, "DASHSCOPE_ENDPOINT",
        server.endpoint() + "/api-ws/v1/inference"));

    Outcome
        .of(asr.transcribe(frames(11), new AsrOption("aliyun", null, null, null, null, null, null,
            null, null, null, null, null, null)))
        .whole();

    server.assertGolden("aliyun-listen");
  }

  @Test
  void everyOptionHasItsPlace() {
    Outcome
        .of(asr.transcribe(frames(5),
            new AsrOption("aliyun", "old", "fine", "de", FakeVendor.APP_ID, FakeVendor.SECRET_ID,
                FakeVendor.KEY, 1600, 8000, server.endpoint(), Map.of("heartbeat", "true"), null,
                null)))
        .whole();

    assertEquals("{\"header\":{\"action\":\"run-task\",\"task_id\":\"t1\",\"streaming\":"
        + "\"duplex\"},\"payload\":{\"task_group\":\"audio\",\"task\":\"asr\",\"function\":"
        + "\"recognition\",\"model\":\"fine\",\"parameters\":{\"format\":\"pcm\","
        + "\"sample_rate\":8000,\"language_hints\":[\"de\"],\"heartbeat\":true},\"input\":{}}}",
        server.messages().getFirst());
  }
}
