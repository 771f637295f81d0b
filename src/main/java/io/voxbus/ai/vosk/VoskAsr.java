package io.voxbus.ai.vosk;

import io.voxbus.ai.engine.HearingModel;
import io.voxbus.ai.engine.Library;
import io.voxbus.ai.engine.ModelAsr;
import io.voxbus.ai.engine.ModelAsrProvider;
import io.voxbus.ai.engine.ModelFolder;
import io.voxbus.ai.spi.ProviderContext;
import java.nio.file.Path;

/**
 * The recogniser Vosk with a model of the machine: {@code model} names its folder. What {@code asr.extra.phrases} holds,
 * between bars or line ends, is all that can be said then. Further settings: {@link ModelAsr}.
 */
public final class VoskAsr extends ModelAsrProvider {
  private static final Library LIBRARY = new Library(
      "com.alphacephei:vosk:0.3.45 and net.java.dev.jna:jna:5.7.0", "org.vosk.Model");
  /** Vosk is quick to tell what it has understood: it hears only what is new. */
  private static final long PARTIAL_MILLIS = 100;

  /** Loads a model. */
  public interface Loader {
    HearingModel load(Path folder);
  }

  public VoskAsr() {
    super("vosk");
  }

  @Override
  protected ModelAsr load(ProviderContext context) {
    ModelFolder folder = ModelFolder.of(context, "vosk", "model");
    folder.file("am/final.mdl", "final.mdl");
    folder.file("conf/mfcc.conf", "mfcc.conf");
    Loader loader = LIBRARY.make(Loader.class, "io.voxbus.ai.vosk.runtime.VoskLoader", context);
    return new ModelAsr(loader.load(folder.path()), context, PARTIAL_MILLIS);
  }
}
