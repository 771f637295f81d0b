package io.voxbus.media.leg.bot;

import io.vertx.core.json.JsonObject;

/** What {@code chan_websocket} says in words, as JSON. */
record JsonWords(JsonObject json) {
  private static final String ID = "correlation_id";

  /** Command and, where it has one, its id. */
  String[] command() {
    String command = json.getString("command", "");
    String id = json.getString(ID, "");
    return id.isEmpty() ? new String[]{command} : new String[]{command, id};
  }

  static String notification(String words) {
    JsonObject event = new JsonObject();
    for (String word : words.split(" ", -1)) {
      int colon = word.indexOf(':');
      if (event.isEmpty()) {
        event.put("event", word);
      } else if (colon < 0) {
        event.put(ID, word);
      } else {
        String name = word.substring(0, colon);
        event.put(name, value(name, word.substring(colon + 1)));
      }
    }
    return event.encode();
  }

  /** Names stay text, even where they are made of digits. */
  private static Object value(String name, String text) {
    boolean isName = name.endsWith("id") || name.equals("digit");
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> !isName && text.matches("\\d{1,6}") ? (Object) Integer.valueOf(text) : text;
    };
  }
}
