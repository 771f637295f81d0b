package io.voxbus.ai.gemini;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Tools as Gemini wants them; those that are written as OpenAI wants them are understood too. */
final class GeminiTools {
  private GeminiTools() {}

  static JsonArray of(List<Object> given) {
    JsonArray functions = new JsonArray();
    JsonArray tools = new JsonArray();
    for (Object tool : given) {
      if (tool instanceof Map<?, ?> fields && "function".equals(fields.get("type"))) {
        JsonObject function = new JsonObject();
        fields.forEach((name, value) -> function.put(String.valueOf(name), value));
        function.remove("type");
        functions.add(function);
      } else {
        tools.add(tool);
      }
    }
    return functions.isEmpty()
        ? tools
        : tools.add(new JsonObject().put("functionDeclarations", functions));
  }

  /** A result has to be an object. */
  static JsonObject object(String result) {
    String text = result.strip();
    if (text.startsWith("{")) {
      try {
        return new JsonObject(text);
      } catch (RuntimeException noJson) {
        // it is text that only looks like it
      }
    }
    return new JsonObject().put("result", result);
  }
}
