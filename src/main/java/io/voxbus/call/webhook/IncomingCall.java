package io.voxbus.call.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.voxbus.bus.Json;
import io.voxbus.protocol.bus.CallSetup;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A telephone call that has come in, as the webhook is told: each key in both of the casings that programs read. */
final class IncomingCall {
  private IncomingCall() {}

  static String json(CallSetup setup, CallSetup.Incoming invite, long startMillis,
      String socketUrl) {
    ObjectNode body = Json.mapper().createObjectNode();
    String created = Instant.ofEpochMilli(startMillis).truncatedTo(ChronoUnit.MILLIS).toString();
    body.put("event", "invite").put("dialog_id", setup.callId()).put("dialogId", setup.callId())
        .put("created_at", created).put("createdAt", created)
        .put("caller", setup.option().caller()).put("callee", setup.option().callee())
        .put("offer", invite.offer() == null ? "" : invite.offer())
        .put("url", socketUrl + "/call/sip?id=" + setup.callId());
    invite.headers().forEach((name, value) -> body.withArray("headers").add(name + ": " + value));
    return body.toString();
  }
}
