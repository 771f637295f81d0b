package io.voxbus.ai.vendor;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** A WebSocket message. */
public sealed interface Message {
  int bytes();

  record Text(String text) implements Message {
    @Override
    public int bytes() {
      return text.length();
    }
  }

  record Binary(Buffer data) implements Message {
    @Override
    public int bytes() {
      return data.length();
    }
  }

  static Message of(JsonObject json) {
    return new Text(json.encode());
  }

  static Message of(byte[] bytes) {
    return new Binary(Buffer.buffer(bytes));
  }
}
