package io.voxbus.ai.onnx;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.engine.ModelAsr;
import io.voxbus.ai.engine.ModelFolder;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link SenseVoice}: {@code asrModel} names its folder. Further settings: {@link ModelAsr}. */
public final class OnnxAsr implements AsrProvider {
  private static final long PARTIAL_MILLIS = 600;

  private volatile @Nullable ModelAsr started;

  @Override
  public Set<String> names() {
    return Set.of("onnx", "sensevoice");
  }

  @Override
  public void start(ProviderContext context) {
    SenseVoice.Files files = SenseVoice.Files.in(ModelFolder.of(context, "onnx", "asrModel"));
    Graph graph = Onnx.load(files.model(), context);
    started = new ModelAsr(SenseVoice.of(files, graph), context, PARTIAL_MILLIS);
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
