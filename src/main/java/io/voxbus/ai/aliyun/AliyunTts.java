package io.voxbus.ai.aliyun;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.ai.vendor.SpeakOptions;
import io.voxbus.ai.vendor.SpokenAudio;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * DashScope's CosyVoice, text as it comes. Speed becomes {@code rate}, volume 1 to 10 becomes 10 to 100, {@code emotion}
 * becomes {@code instruction}; pairs of {@code extra} become parameters of the task.
 */
public final class AliyunTts implements TtsProvider {
  private final Supplier<String> ids;
  private volatile @Nullable Vendor vendor;

  public AliyunTts() {
    this(() -> UUID.randomUUID().toString().replace("-", ""));
  }

  /** @param ids makes an id of a task */
  AliyunTts(Supplier<String> ids) {
    this.ids = ids;
  }

  @Override
  public Set<String> names() {
    return Set.of(Task.NAME, "dashscope");
  }

  @Override
  public void start(ProviderContext context) {
    vendor = Vendor.of(Task.NAME, context);
  }

  @Override
  public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
    Vendor started = Objects.requireNonNull(vendor, "not started");
    int rate = SpokenAudio.rateOf(option.samplerate(), SpokenAudio.Format.PCM, 16_000);
    return started.speak(text, () -> new AliyunSpeaking(
        new Task(Task.target(started, option.endpoint(), option.secretKey()), ids.get(),
            SpeakOptions.model(started, option, "cosyvoice-v2")),
        option, SpeakOptions.speaker(started, option, "longyumi_v2"), rate));
  }
}
