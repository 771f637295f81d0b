package io.voxbus.ai.aliyun;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.ai.vendor.ListenOptions;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.ai.vendor.VendorProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * DashScope's Paraformer. {@code language} becomes a hint; pairs of {@code extra} become parameters of the task. The key
 * is all it knows of accounts: {@code appId} and {@code secretId} mean nothing.
 */
public final class AliyunAsr extends VendorProvider implements AsrProvider {
  private final Supplier<String> ids;

  public AliyunAsr() {
    this(() -> UUID.randomUUID().toString().replace("-", ""));
  }

  /** @param ids makes an id of a task */
  AliyunAsr(Supplier<String> ids) {
    super(Task.NAME, "dashscope");
    this.ids = ids;
  }

  @Override
  public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    Vendor started = vendor();
    return started.listen(audio, () -> new AliyunListening(
        new Task(Task.target(started, option.endpoint(), option.secretKey()), ids.get(),
            ListenOptions.model(started, option, "paraformer-realtime-v2")),
        option, ListenOptions.rate(option, 16_000)));
  }
}
