package io.voxbus.ai.vosk.runtime;

import io.voxbus.ai.engine.HearingModel;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.vosk.VoskAsr;
import io.voxbus.ai.vosk.VoskWords;
import io.voxbus.audio.Pcm;
import io.voxbus.protocol.api.AsrOption;
import java.io.IOException;
import java.nio.file.Path;
import org.vosk.LibVosk;
import org.vosk.LogLevel;
import org.vosk.Model;
import org.vosk.Recognizer;

/** Loads models of Vosk. */
public final class VoskLoader implements VoskAsr.Loader {
  @Override
  public HearingModel load(Path folder) {
    LibVosk.setLogLevel(LogLevel.WARNINGS);
    try {
      return new Loaded(new Model(folder.toString()));
    } catch (IOException broken) {
      throw SpeechException.failed("Vosk can't load the model in " + folder.toAbsolutePath());
    }
  }

  private record Loaded(Model model) implements HearingModel {
    @Override
    public Hearing open(AsrOption option) {
      String grammar = VoskWords.grammar(option);
      try {
        return new Spoken(grammar == null
            ? new Recognizer(model, Pcm.RATE)
            : new Recognizer(model, Pcm.RATE, grammar));
      } catch (IOException broken) {
        throw SpeechException.failed("Vosk has no recogniser: " + broken.getMessage());
      }
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /** Vosk ends phrases of its own accord: their texts are put together. */
  private static final class Spoken implements HearingModel.Hearing {
    private final Recognizer recognizer;
    private final StringBuilder before = new StringBuilder();

    Spoken(Recognizer recognizer) {
      this.recognizer = recognizer;
    }

    @Override
    public void accept(short[] pcm) {
      if (recognizer.acceptWaveForm(pcm, pcm.length)) {
        String text = VoskWords.text(recognizer.getResult(), "text");
        before.append(before.isEmpty() || text.isEmpty() ? "" : " ").append(text);
      }
    }

    @Override
    public String partial() {
      return (before + " " + VoskWords.text(recognizer.getPartialResult(), "partial")).strip();
    }

    @Override
    public String text() {
      return (before + " " + VoskWords.text(recognizer.getFinalResult(), "text")).strip();
    }

    @Override
    public void close() {
      recognizer.close();
    }
  }
}
