package io.voxbus.testing.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes a model in the ONNX format: a message of protocol buffers, fields by number as in onnx.proto. */
final class OnnxFile {
  private static final int FLOAT = 1;
  private static final int INT32 = 6;
  private static final int INT64 = 7;
  private static final int OPSET = 13;

  private final ByteArrayOutputStream graph = new ByteArrayOutputStream();
  private final ByteArrayOutputStream properties = new ByteArrayOutputStream();

  /** @param inputs as {@code name:f,1,T}: f, i or l for float, int or long, then the dimensions */
  OnnxFile(String... inputs) {
    for (String input : inputs) {
      put(graph, 11, value(input));
    }
    put(graph, 2, utf8("graph"));
  }

  void output(String output) {
    put(graph, 12, value(output));
  }

  void node(String operation, String output, String... inputs) {
    put(graph, 1, operation(operation, output, inputs).toByteArray());
  }

  /** To floats. */
  void cast(String output, String input) {
    ByteArrayOutputStream node = operation("Cast", output, input);
    ByteArrayOutputStream attribute = new ByteArrayOutputStream();
    put(attribute, 1, utf8("to"));
    put(attribute, 3, FLOAT);
    put(attribute, 20, 2);
    put(node, 5, attribute.toByteArray());
    put(graph, 1, node.toByteArray());
  }

  private static ByteArrayOutputStream operation(String operation, String output,
      String... inputs) {
    ByteArrayOutputStream node = new ByteArrayOutputStream();
    for (String input : inputs) {
      put(node, 1, utf8(input));
    }
    put(node, 2, utf8(output));
    put(node, 4, utf8(operation));
    return node;
  }

  void floats(String name, float[] values, long... shape) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    put(graph, 5, tensor(name, FLOAT, raw.array(), shape));
  }

  void longs(String name, long[] values, long... shape) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    put(graph, 5, tensor(name, INT64, raw.array(), shape));
  }

  void metadata(Map<String, String> all) {
    all.forEach((key, value) -> {
      ByteArrayOutputStream entry = new ByteArrayOutputStream();
      put(entry, 1, utf8(key));
      put(entry, 2, utf8(value));
      put(properties, 14, entry.toByteArray());
    });
  }

  byte[] bytes() {
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    put(model, 1, 8);
    put(model, 7, graph.toByteArray());
    ByteArrayOutputStream opset = new ByteArrayOutputStream();
    put(opset, 1, utf8(""));
    put(opset, 2, OPSET);
    put(model, 8, opset.toByteArray());
    model.writeBytes(properties.toByteArray());
    return model.toByteArray();
  }

  private static byte[] tensor(String name, int type, byte[] raw, long... shape) {
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    for (long dimension : shape) {
      put(tensor, 1, dimension);
    }
    put(tensor, 2, type);
    put(tensor, 8, utf8(name));
    put(tensor, 9, raw);
    return tensor.toByteArray();
  }

  private static byte[] value(String text) {
    String[] parts = text.split("[:,]");
    ByteArrayOutputStream shape = new ByteArrayOutputStream();
    for (int i = 2; i < parts.length; i++) {
      ByteArrayOutputStream dimension = new ByteArrayOutputStream();
      if (parts[i].matches("\\d+")) {
        put(dimension, 1, Long.parseLong(parts[i]));
      } else {
        put(dimension, 2, utf8(parts[i]));
      }
      put(shape, 1, dimension.toByteArray());
    }
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    put(tensor, 1, switch (parts[1]) {
      case "f" -> FLOAT;
      case "i" -> INT32;
      default -> INT64;
    });
    put(tensor, 2, shape.toByteArray());
    ByteArrayOutputStream type = new ByteArrayOutputStream();
    put(type, 1, tensor.toByteArray());
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    put(value, 1, utf8(parts[0]));
    put(value, 2, type.toByteArray());
    return value.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ByteArrayOutputStream message, int field, byte[] value) {
    number(message, (long) field << 3 | 2);
    number(message, value.length);
    message.writeBytes(value);
  }

  private static void put(ByteArrayOutputStream message, int field, long value) {
    number(message, (long) field << 3);
    number(message, value);
  }

  private static void number(ByteArrayOutputStream message, long value) {
    long left = value;
    while (left > 127) {
      message.write((int) (left & 127 | 128));
      left >>>= 7;
    }
    message.write((int) left);
  }
}
