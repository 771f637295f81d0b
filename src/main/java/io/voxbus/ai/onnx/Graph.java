package io.voxbus.ai.onnx;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A model in the ONNX format that is loaded. All threads may run it. */
public interface Graph extends AutoCloseable {
  /** Loads graphs. */
  interface Loader {
    /** @param threads that work on one run */
    Graph load(Path file, int threads);
  }

  /** Of what goes in or comes out, all dimensions in one row. */
  sealed interface Tensor {
    @SuppressWarnings("ArrayRecordComponent")
    record Floats(float[] values, long... shape) implements Tensor {}
    @SuppressWarnings("ArrayRecordComponent")
    record Ints(int[] values, long... shape) implements Tensor {}
    @SuppressWarnings("ArrayRecordComponent")
    record Longs(long[] values, long... shape) implements Tensor {}
  }

  /** In the order of the graph. */
  List<String> inputs();

  /** What the file tells of itself. */
  Map<String, String> metadata();

  /** The first of what comes out, which must be of floats. */
  Tensor.Floats run(Map<String, Tensor> inputs);

  @Override
  void close();
}
