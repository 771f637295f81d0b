package io.voxbus.ai.whisper.runtime;

import io.github.givimad.whisperjni.WhisperContext;
import io.github.givimad.whisperjni.WhisperFullParams;
import io.github.givimad.whisperjni.WhisperJNI;
import io.github.givimad.whisperjni.WhisperSamplingStrategy;
import io.github.givimad.whisperjni.WhisperState;
import io.voxbus.ai.engine.HearingModel;
import io.voxbus.ai.engine.Samples;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.whisper.WhisperAsr;
import io.voxbus.ai.whisper.WhisperWords;
import io.voxbus.audio.Pcm;
import io.voxbus.protocol.api.AsrOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Loads models of whisper.cpp. */
public final class WhisperLoader implements WhisperAsr.Loader {
  private final WhisperJNI library = new WhisperJNI();

  @Override
  public HearingModel load(Path file, int threads) {
    try {
      WhisperJNI.loadLibrary();
      WhisperJNI.setLibraryLogger(null);
      @Nullable
      WhisperContext model = library.initNoState(file);
      if (model == null) {
        throw SpeechException.failed("whisper.cpp can't load " + file.toAbsolutePath());
      }
      return new Loaded(library, model, threads);
    } catch (IOException broken) {
      throw SpeechException
          .failed("whisper.cpp can't load " + file.toAbsolutePath() + ": " + broken.getMessage());
    }
  }

  private record Loaded(WhisperJNI library, WhisperContext model,
      int threads) implements HearingModel {
    @Override
    public Hearing open(AsrOption option) {
      WhisperFullParams wanted = new WhisperFullParams(WhisperSamplingStrategy.GREEDY);
      wanted.nThreads = threads;
      wanted.noTimestamps = true;
      wanted.noContext = true;
      wanted.suppressNonSpeechTokens = true;
      wanted.printProgress = false;
      wanted.printTimestamps = false;
      wanted.language = library.isMultilingual(model)
          ? WhisperWords.language(option.language())
          : "en";
      return new Spoken(this, wanted);
    }

    @Override
    public void close() {
      library.free(model);
    }
  }

  private static final class Spoken implements HearingModel.Hearing {
    /** It wants a second at least. */
    private static final int LEAST = Pcm.RATE + Pcm.RATE / 10;

    private final Loaded loaded;
    private final WhisperFullParams wanted;
    private final Samples samples = new Samples();

    Spoken(Loaded loaded, WhisperFullParams wanted) {
      this.loaded = loaded;
      this.wanted = wanted;
    }

    @Override
    public void accept(short[] pcm) {
      samples.add(pcm);
    }

    @Override
    public String partial() {
      return text();
    }

    @Override
    public String text() {
      float[] heard = Arrays.copyOf(samples.floats(), Math.max(LEAST, samples.length()));
      WhisperState state = loaded.library.initState(loaded.model);
      try {
        int code = loaded.library.fullWithState(loaded.model, state, wanted, heard, heard.length);
        if (code != 0) {
          throw SpeechException.failed("whisper.cpp failed with code " + code);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < loaded.library.fullNSegmentsFromState(state); i++) {
          text.append(loaded.library.fullGetSegmentTextFromState(state, i));
        }
        return WhisperWords.spoken(text.toString());
      } finally {
        loaded.library.free(state);
      }
    }

    @Override
    public void close() {}
  }
}
