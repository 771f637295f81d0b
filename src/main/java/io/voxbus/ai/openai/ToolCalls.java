package io.voxbus.ai.openai;

import io.vertx.core.json.JsonObject;
import io.voxbus.ai.spi.RealtimeOutput;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tools that a model has asked for: each is told once, whichever event comes first. */
final class ToolCalls {
  private final Map<String, String> names = new HashMap<>();
  private final Set<String> told = new HashSet<>();
  private final Set<String> open = new HashSet<>();
  private boolean answered;

  /** An item begins, maybe the use of a tool. */
  void named(@Nullable JsonObject item) {
    if (item != null && item.getString("name") != null && item.getString("call_id") != null) {
      names.put(item.getString("call_id"), item.getString("name"));
    }
  }

  /** All of it is known; null when it is no use of a tool, or is told already. */
  @Nullable
  RealtimeOutput called(@Nullable JsonObject item) {
    String id = item == null ? null : item.getString("call_id");
    if (item == null || id == null || item.getString("arguments") == null) {
      return null;
    }
    String name = item.getString("name", names.get(id));
    if (name == null || !told.add(id)) {
      return null;
    }
    open.add(id);
    return new RealtimeOutput.ToolCall(id, name, item.getString("arguments"));
  }

  void answered(String id) {
    open.remove(id);
    answered = true;
  }

  /** Whether there are results that the model has not been asked to go on with; there are none any more. */
  boolean takeAnswered() {
    boolean all = answered && open.isEmpty();
    answered = answered && !all;
    return all;
  }
}
