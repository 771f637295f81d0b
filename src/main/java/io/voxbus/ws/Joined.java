package io.voxbus.ws;

import io.voxbus.bus.Handover;
import io.voxbus.bus.Json;
import io.voxbus.protocol.bus.WsRequest;
import java.util.Map;

/** How a session stands whose client has joined its call. */
record Joined(long lastSeq, boolean owner, String callNode) {
  static Joined of(Handover handover) {
    return handover.read(Joined.class);
  }

  Handover handOver(WsRequest.Open open) {
    return new Handover(Json.text(this), Map.of(WsRequest.Open.class, open));
  }
}
