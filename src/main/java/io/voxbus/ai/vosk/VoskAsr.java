package io.voxbus.ai.vosk;

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
 * The recogniser Vosk with a model of the machine: {@code model} names its folder. What {@code asr.extra.phrases} holds,
 * between bars or line ends, is all that can be said then. Further settings: {@link ModelAsr}.
 */
public final class VoskAsr implements AsrProvider {
  private static final Library LIBRARY = new Library(
      "com.alphacephei:vosk:0.3.45 and net.java.dev.jna:jna:5.7.0", "org.vosk.Model");
  /** Vosk is quick to tell what it has understood: it hears only what is new. */
  private static final long PARTIAL_MILLIS = 100;

  /** Loads a model. */
  public interface Loader {
    HearingModel load(Path folder);
  }

  private volatile @Nullable ModelAsr started;

  @Override
  public Set<String> names() {
    return Set.of("vosk");
  }

  @Override
  public void start(ProviderContext context) {
    ModelFolder folder = ModelFolder.of(context, "vosk", "model");
    folder.file("am/final.mdl", "final.mdl");
    folder.file("conf/mfcc.conf", "mfcc.conf");
    Loader loader = LIBRARY.make(Loader.class, "io.voxbus.ai.vosk.runtime.VoskLoader", context);
    started = new ModelAsr(loader.load(folder.path()), context, PARTIAL_MILLIS);
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
