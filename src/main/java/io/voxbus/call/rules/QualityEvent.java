package io.voxbus.call.rules;

import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.Reception;
import java.util.LinkedHashMap;
import java.util.Map;

/** How well a leg is received, as clients are told. */
final class QualityEvent {
  private QualityEvent() {}

  static Event of(String leg, long now, Reception reception) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("codec", reception.codec());
    data.put("packets", reception.packets());
    data.put("lost", reception.lost());
    data.put("jitter", reception.jitterMillis());
    data.put("sent", reception.sent());
    data.put("sentLost", reception.sentLost());
    data.put("mos", reception.mos());
    return new Event.Metrics(now, "rtp." + leg, Math.round(reception.roundTripMillis()), data);
  }
}
