package io.voxbus.ai.openai;

import io.vertx.core.json.JsonObject;
import io.voxbus.ai.vendor.RealtimeReply;
import java.util.HashMap;
import java.util.Map;

/** What the caller said, an item each, that grows until it is whole. */
final class CallerWords {
  private record Item(int index, StringBuilder text) {}

  private final Map<String, Item> items = new HashMap<>();
  private int nextIndex;

  RealtimeReply delta(JsonObject json) {
    Item item = item(json);
    item.text.append(json.getString("delta", ""));
    return new RealtimeReply.Heard(item.index, false, item.text.toString());
  }

  RealtimeReply whole(JsonObject json) {
    Item item = item(json);
    items.remove(String.valueOf(json.getString("item_id")));
    return new RealtimeReply.Heard(item.index, true, json.getString("transcript", ""));
  }

  private Item item(JsonObject json) {
    return items.computeIfAbsent(String.valueOf(json.getString("item_id")),
        id -> new Item(nextIndex++, new StringBuilder()));
  }
}
