package io.voxbus.ai.voiceapi;

import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** voiceapi's streaming recogniser: {@code <endpoint>/asr?samplerate=16000}, binary audio out, JSON texts in. */
public final class VoiceApiAsr implements AsrProvider {
  private volatile @Nullable VoiceApi api;

  @Override
  public Set<String> names() {
    return Set.of(VoiceApi.NAME);
  }

  @Override
  public void start(ProviderContext context) {
    api = VoiceApi.of(context);
  }

  @Override
  public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    VoiceApi started = api;
    if (started == null) {
      return Flowable.error(new IllegalStateException("not started"));
    }
    return Flowable.create(out -> {
      VoiceApiListening listening = new VoiceApiListening(started, option.endpoint(), out);
      out.setCancellable(listening::stop);
      listening.listen(audio);
    }, BackpressureStrategy.BUFFER);
  }
}
