package io.voxbus.ai.whisper;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.engine.HearingModel;
import io.voxbus.ai.engine.Library;
import io.voxbus.ai.engine.ModelAsr;
import io.voxbus.ai.engine.ModelFolder;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The recogniser whisper.cpp with a model of the machine: {@code model} names its folder, which holds a {@code ggml-*.bin}.
 * It hears an utterance when it is over, with {@code partialMillis} (default 0) also while it lasts, which costs as much
 * again each time. Further settings: {@link ModelAsr}, {@code threadsEach} (default 1) that hear one utterance.
 */
public final class WhisperAsr implements AsrProvider {
  private static final Library LIBRARY = new Library("io.github.givimad:whisper-jni:1.7.1",
      "io.github.givimad.whisperjni.WhisperJNI");

  /** Loads a model. */
  public interface Loader {
    /** @param threads that hear one utterance */
    HearingModel load(Path file, int threads);
  }

  private volatile @Nullable ModelAsr started;

  @Override
  public Set<String> names() {
    return Set.of("whisper");
  }

  @Override
  public void start(ProviderContext context) {
    ModelFolder folder = ModelFolder.of(context, "whisper", "model");
    Path file = folder.match("*.bin");
    Loader loader = LIBRARY.make(Loader.class, "io.voxbus.ai.whisper.runtime.WhisperLoader",
        context);
    started = new ModelAsr(
        loader.load(file, (int) Math.max(1, context.number("threadsEach", 1))), context, 0);
  }

  @Override
  public void stop() {
    ModelAsr asr = started;
    if (asr != null) {
      asr.stop();
    }
  }

  @Override
  public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    ModelAsr asr = started;
    return asr == null
        ? Flowable.error(new IllegalStateException("not started"))
        : asr.transcribe(audio, option);
  }
}
