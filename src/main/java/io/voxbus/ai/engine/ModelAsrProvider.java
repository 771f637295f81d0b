package io.voxbus.ai.engine;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A recogniser that is a model of the machine. Settings: those of {@link ModelAsr}. */
public abstract class ModelAsrProvider implements AsrProvider {
  private final Set<String> names;
  private volatile @Nullable ModelAsr started;

  protected ModelAsrProvider(String... names) {
    this.names = Set.of(names);
  }

  /** Loads the model; fails with what is missing. */
  protected abstract ModelAsr load(ProviderContext context);

  @Override
  public final Set<String> names() {
    return names;
  }

  @Override
  public final void start(ProviderContext context) {
    started = load(context);
  }

  @Override
  public final void stop() {
    ModelAsr asr = started;
    if (asr != null) {
      asr.stop();
    }
  }

  @Override
  public final Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    ModelAsr asr = started;
    return asr == null
        ? Flowable.error(new IllegalStateException("not started"))
        : asr.transcribe(audio, option);
  }
}
