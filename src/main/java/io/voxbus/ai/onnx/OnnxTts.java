package io.voxbus.ai.onnx;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.voxbus.ai.engine.Loudness;
import io.voxbus.ai.engine.ModelFolder;
import io.voxbus.ai.engine.SpeakingThreads;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.ai.vendor.SpokenText;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A voice of Piper: {@code ttsModel} names the folder that holds its {@code .onnx} and the {@code .onnx.json} beside it.
 * Further settings: {@code espeak} (default {@code espeak-ng}) the program that knows how words are pronounced, {@code
 * threads} (default 2) to speak with, {@code waitingPieces} (default 64) pieces of text that may wait for one.
 */
public final class OnnxTts implements TtsProvider {
  private static final long ESPEAK_MILLIS = 5_000;

  private record Started(PiperVoice voice, SpeakingThreads threads) {}

  private volatile @Nullable Started started;

  @Override
  public Set<String> names() {
    return Set.of("onnx", "piper");
  }

  @Override
  public void start(ProviderContext context) {
    ModelFolder folder = ModelFolder.of(context, "onnx", "ttsModel");
    Path model = folder.match("*.onnx");
    PiperConfig config = PiperConfig
        .parse(ModelFolder.text(folder.file(model.getFileName() + ".json")));
    String espeak = config.espeakVoice();
    Phonemes phonemes = espeak == null
        ? text -> text
        : new EspeakPhonemes(context.setting("espeak", "espeak-ng"), espeak, ESPEAK_MILLIS);
    PiperVoice voice = new PiperVoice(Onnx.load(model, context), config, phonemes);
    started = new Started(voice,
        new SpeakingThreads((int) Math.max(1, context.number("threads", 2)),
            (int) Math.max(1, context.number("waitingPieces", 64))));
  }

  @Override
  public void stop() {
    Started here = started;
    if (here != null) {
      here.threads().stop(here.voice()::close);
    }
  }

  @Override
  public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
    Started here = started;
    if (here == null) {
      return Flowable.error(new IllegalStateException("not started"));
    }
    int speaker;
    try {
      speaker = here.voice().config().speaker(option.speaker());
    } catch (SpeechException refused) {
      return Flowable.error(refused);
    }
    double speed = Loudness.speed(option);
    double gain = Loudness.gain(option);
    return SpokenText.pieces(text, Schedulers.computation())
        .concatMapSingle(
            piece -> here.threads().run(() -> here.voice().speak(piece, speaker, speed)), 2)
        .map(samples -> new AudioFrame(Loudness.louder(samples, gain), 0));
  }
}
