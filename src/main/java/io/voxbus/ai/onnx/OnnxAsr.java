package io.voxbus.ai.onnx;

import io.voxbus.ai.engine.ModelAsr;
import io.voxbus.ai.engine.ModelAsrProvider;
import io.voxbus.ai.engine.ModelFolder;
import io.voxbus.ai.spi.ProviderContext;

/** {@link SenseVoice}: {@code asrModel} names its folder. Further settings: {@link ModelAsr}. */
public final class OnnxAsr extends ModelAsrProvider {
  private static final long PARTIAL_MILLIS = 600;

  public OnnxAsr() {
    super("onnx", "sensevoice");
  }

  @Override
  protected ModelAsr load(ProviderContext context) {
    SenseVoice.Files files = SenseVoice.Files.in(ModelFolder.of(context, "onnx", "asrModel"));
    Graph graph = Onnx.load(files.model(), context);
    return new ModelAsr(SenseVoice.of(files, graph), context, PARTIAL_MILLIS);
  }
}
