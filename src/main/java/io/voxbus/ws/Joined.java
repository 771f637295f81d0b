package io.voxbus.ws;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.voxbus.bus.Handover;
import io.voxbus.bus.Json;
import io.voxbus.protocol.bus.WsRequest;
import java.util.Map;

/** How a session stands whose client has joined its call. */
record Joined(long lastSeq, boolean owner, String callNode) {
  static Joined of(Handover handover) {
    try {
      return Json.mapper().readValue(handover.state(), Joined.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no state of a session: " + e.getOriginalMessage(), e);
    }
  }

  Handover handOver(WsRequest.Open open) {
    return new Handover(Json.text(this), Map.of(WsRequest.Open.class, open));
  }
}
