package io.voxbus.protocol.bus;

import com.fasterxml.jackson.annotation.JsonValue;

/** How the audio of a call travels. */
public enum CallType {
  WEB_SOCKET("webSocket", "web_socket"), WEBRTC("webrtc", "webrtc"), SIP("sip", "sip");

  private final String camel;
  private final String snake;

  CallType(String camel, String snake) {
    this.camel = camel;
    this.snake = snake;
  }

  /** The name that {@code callType} has in the API. */
  @JsonValue
  public String camel() {
    return camel;
  }

  /** The name that {@code call_type} has in the API. */
  public String snake() {
    return snake;
  }
}
