package io.voxbus.ws;

import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.SocketOutput;
import java.time.Instant;

/** What a client is sent on its WebSocket. */
record ClientSocket(Bus bus, String socketId, String callId) {
  static final int NORMAL = 1000;
  static final int CONFLICT = 4409;
  /** RFC 6455 section 7.4.2, as registered since: try again later. */
  static final int ELSEWHERE = 1013;

  void audio() {
    put(new SocketOutput.AudioTo(callId));
  }

  void text(String json) {
    put(new SocketOutput.Text(json));
  }

  /** Before there is a call its errors have no number. */
  void error(String sender, Fault fault) {
    text(Json.text(new Event.Error(callId, System.currentTimeMillis(), sender, fault.getMessage(),
        fault.code())));
  }

  /** The end of a call that there is not, or not any more. */
  void hangup(String reason, String initiator) {
    long now = System.currentTimeMillis();
    String time = Instant.ofEpochMilli(now).toString();
    text(Json.text(new Event.Hangup(callId, now, reason, initiator, time, time, null, null, null,
        null, null, null)));
  }

  void close(int code, String reason) {
    put(new SocketOutput.Close(code, reason));
  }

  private void put(SocketOutput output) {
    bus.send(Addresses.socketOut(socketId), output);
  }
}
