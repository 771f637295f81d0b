package io.voxbus.ai.whisper;

import io.voxbus.ai.engine.HearingModel;
import io.voxbus.ai.engine.Library;
import io.voxbus.ai.engine.ModelAsr;
import io.voxbus.ai.engine.ModelAsrProvider;
import io.voxbus.ai.engine.ModelFolder;
import io.voxbus.ai.spi.ProviderContext;
import java.nio.file.Path;

/**
 * The recogniser whisper.cpp with a model of the machine: {@code model} names its folder, which holds a {@code ggml-*.bin}.
 * It hears an utterance when it is over, with {@code partialMillis} (default 0) also while it lasts, which costs as much
 * again each time. Further settings: {@link ModelAsr}, {@code threadsEach} (default 1) that hear one utterance.
 */
public final class WhisperAsr extends ModelAsrProvider {
  private static final Library LIBRARY = new Library("io.github.givimad:whisper-jni:1.7.1",
      "io.github.givimad.whisperjni.WhisperJNI");

  /** Loads a model. */
  public interface Loader {
    /** @param threads that hear one utterance */
    HearingModel load(Path file, int threads);
  }

  public WhisperAsr() {
    super("whisper");
  }

  @Override
  protected ModelAsr load(ProviderContext context) {
    ModelFolder folder = ModelFolder.of(context, "whisper", "model");
    Path file = folder.match("*.bin");
    Loader loader = LIBRARY.make(Loader.class, "io.voxbus.ai.whisper.runtime.WhisperLoader",
        context);
    return new ModelAsr(
        loader.load(file, (int) Math.max(1, context.number("threadsEach", 1))), context, 0);
  }
}
