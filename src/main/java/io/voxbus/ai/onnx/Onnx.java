package io.voxbus.ai.onnx;

import io.voxbus.ai.engine.Library;
import io.voxbus.ai.spi.ProviderContext;
import java.nio.file.Path;

/** Where graphs are had from. */
final class Onnx {
  private static final Library LIBRARY = new Library("com.microsoft.onnxruntime:onnxruntime:1.26.0",
      "ai.onnxruntime.OrtEnvironment");

  private Onnx() {}

  /** The setting {@code threadsEach} (default 1) tells how many threads work on one run. */
  static Graph load(Path file, ProviderContext context) {
    return LIBRARY.make(Graph.Loader.class, "io.voxbus.ai.onnx.runtime.OrtLoader", context)
        .load(file, (int) Math.max(1, context.number("threadsEach", 1)));
  }
}
