package io.voxbus.call;

import io.voxbus.bus.Handover;
import io.voxbus.bus.Json;
import io.voxbus.call.record.EventsDump;
import io.voxbus.call.state.CallState;
import io.voxbus.call.state.TransferState;
import io.voxbus.directory.CallEntry;
import io.voxbus.protocol.bus.Reception;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call as it goes on in newer code on its node, where its media, its voice and its clients stay.
 *
 * @param speaks  whether it has a voice
 * @param watches whether it is told of nodes that are lost
 */
record Inheritance(CallState state, boolean speaks, boolean watches, CallEntry entry,
    @Nullable EventsDump dump, @Nullable Reception quality) {
  private record Text(CallState state, boolean speaks, boolean watches) {}

  Handover handOver() {
    Map<Class<?>, Object> things = new HashMap<>();
    things.put(CallEntry.class, entry);
    if (dump != null) {
      things.put(EventsDump.class, dump);
    }
    if (quality != null) {
      things.put(Reception.class, quality);
    }
    return new Handover(Json.text(new Text(state, speaks, watches)), things);
  }

  /** Lets it go on as it was. */
  void into(Journal journal, CallLog callLog, Attendance attendance, Lines lines) {
    journal.inherit(state);
    state.recordings().forEach(callLog::recorded);
    callLog.quality(quality);
    attendance.adopt(state.clients());
    lines.media().inherit();
    if (state.machine().phone().dialog() != null) {
      lines.phones().listen(state.setup().callId());
    }
    TransferState.Leg second = state.machine().transfer().leg();
    if (second != null) {
      lines.phones().listen(second.id());
      if (second.option().asr() != null) {
        lines.ai().hear(second.id());
      }
    }
    if (speaks) {
      lines.ai().inherit();
    }
  }

  /** @throws IllegalArgumentException when another version has written it in a way that this one can't read */
  static Inheritance of(Handover handover) {
    Text text = handover.read(Text.class);
    return new Inheritance(text.state(), text.speaks(), text.watches(),
        Objects.requireNonNull(handover.get(CallEntry.class)), handover.get(EventsDump.class),
        handover.get(Reception.class));
  }
}
