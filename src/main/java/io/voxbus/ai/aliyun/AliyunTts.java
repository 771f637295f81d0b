package io.voxbus.ai.aliyun;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.ai.vendor.SpeakOptions;
import io.voxbus.ai.vendor.SpokenAudio;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.ai.vendor.VendorProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * DashScope's CosyVoice, text as it comes. Speed becomes {@code rate}, volume 1 to 10 becomes 10 to 100, {@code emotion}
 * becomes {@code instruction}; pairs of {@code extra} become parameters of the task.
 */
public final class AliyunTts extends VendorProvider implements TtsProvider {
  private final Supplier<String> ids;

  public AliyunTts() {
    this(() -> UUID.randomUUID().toString().replace("-", ""));
  }

  /** @param ids makes an id of a task */
  AliyunTts(Supplier<String> ids) {
    super(Task.NAME, "dashscope");
    this.ids = ids;
  }

  @Override
  public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
    Vendor started = vendor();
    int rate = SpokenAudio.rateOf(option.samplerate(), SpokenAudio.Format.PCM, 16_000);
    return started.speak(text, () -> new AliyunSpeaking(
        new Task(Task.target(started, option.endpoint(), option.secretKey()), ids.get(),
            SpeakOptions.model(started, option, "cosyvoice-v2")),
        option, SpeakOptions.speaker(started, option, "longyumi_v2"), rate));
  }
}
