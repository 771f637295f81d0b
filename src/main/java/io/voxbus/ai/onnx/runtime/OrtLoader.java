package io.voxbus.ai.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.voxbus.ai.onnx.Graph;
import io.voxbus.ai.spi.SpeechException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Loads graphs with ONNX Runtime. */
public final class OrtLoader implements Graph.Loader {
  @Override
  public Graph load(Path file, int threads) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      // threads that wait for work would take the cores of the media
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return new Loaded(environment, environment.createSession(file.toString(), options));
    } catch (OrtException broken) {
      throw SpeechException
          .failed(file.toAbsolutePath() + " can't be loaded: " + broken.getMessage());
    }
  }

  private record Loaded(OrtEnvironment environment, OrtSession session) implements Graph {
    @Override
    public List<String> inputs() {
      return List.copyOf(session.getInputNames());
    }

    @Override
    public Map<String, String> metadata() {
      try {
        return new HashMap<>(session.getMetadata().getCustomMetadata());
      } catch (OrtException broken) {
        throw failed(broken);
      }
    }

    @Override
    public Tensor.Floats run(Map<String, Tensor> inputs) {
      Map<String, OnnxTensor> given = new LinkedHashMap<>();
      try {
        for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
          given.put(input.getKey(), tensor(input.getValue()));
        }
        String first = session.getOutputNames().iterator().next();
        try (OrtSession.Result result = session.run(given, Set.of(first))) {
          return floats(result);
        }
      } catch (OrtException broken) {
        throw failed(broken);
      } finally {
        given.values().forEach(OnnxTensor::close);
      }
    }

    private static Tensor.Floats floats(OrtSession.Result result) {
      if (!(result.get(0) instanceof OnnxTensor tensor) || tensor.getFloatBuffer() == null) {
        throw SpeechException.failed("the model gives something else than numbers");
      }
      FloatBuffer buffer = tensor.getFloatBuffer();
      float[] values = new float[buffer.remaining()];
      buffer.get(values);
      return new Tensor.Floats(values, ((TensorInfo) tensor.getInfo()).getShape());
    }

    private OnnxTensor tensor(Tensor tensor) throws OrtException {
      return switch (tensor) {
        case Tensor.Floats(float[] values, long[] shape) ->
          OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
        case Tensor.Ints(int[] values, long[] shape) ->
          OnnxTensor.createTensor(environment, IntBuffer.wrap(values), shape);
        case Tensor.Longs(long[] values, long[] shape) ->
          OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
      };
    }

    @Override
    public void close() {
      try {
        session.close();
      } catch (OrtException broken) {
        throw failed(broken);
      }
    }

    private static SpeechException failed(OrtException why) {
      return SpeechException.failed("the model failed: " + why.getMessage());
    }
  }
}
