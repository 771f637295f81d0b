package io.voxbus.ai.onnx;

import io.voxbus.ai.engine.ModelFolder;
import io.voxbus.ai.onnx.Graph.Tensor;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.TurnDetector;
import io.voxbus.audio.features.WhisperMel;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Smart Turn, version 3: {@code model} names its folder. Further settings: {@code atOnce} (default 2) callers that it judges
 * at the same time, others do without; {@code threadsEach} (default 1).
 */
public final class SmartTurn implements TurnDetector {
  private static final int SECONDS = 8;
  private static final WhisperMel MEL = new WhisperMel(SECONDS);

  private record Started(Graph graph, Semaphore room, int atOnce) {}

  private volatile @Nullable Started started;

  @Override
  public Set<String> names() {
    return Set.of("smart-turn");
  }

  @Override
  public void start(ProviderContext context) {
    ModelFolder folder = ModelFolder.of(context, "smart-turn", "model");
    Graph graph = Onnx.load(folder.match("*.onnx"), context);
    if (graph.inputs().size() != 1) {
      throw SpeechException.failed("the model is no Smart Turn: it wants " + graph.inputs());
    }
    int atOnce = (int) Math.max(1, context.number("atOnce", 2));
    started = new Started(graph, new Semaphore(atOnce), atOnce);
  }

  @Override
  public void stop() {
    Started here = started;
    if (here != null) {
      here.room().acquireUninterruptibly(here.atOnce());
      here.graph().close();
    }
  }

  @Override
  public int heardMillis() {
    return SECONDS * 1000;
  }

  @Override
  public float complete(short[] pcm) {
    Started here = started;
    if (here == null || !here.room().tryAcquire()) {
      throw SpeechException.busy("the model of turns is busy");
    }
    try {
      float[] mel = MEL.of(pcm, pcm.length);
      Tensor input = new Tensor.Floats(mel, 1, WhisperMel.BANDS, MEL.frames());
      float[] sure = here.graph().run(Map.of(here.graph().inputs().getFirst(), input)).values();
      if (sure.length != 1) {
        throw SpeechException.failed("the model is no Smart Turn: it gives " + sure.length
            + " numbers");
      }
      return sure[0];
    } finally {
      here.room().release();
    }
  }
}
