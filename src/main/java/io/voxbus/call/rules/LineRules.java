package io.voxbus.call.rules;

import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import org.jspecify.annotations.Nullable;

/** What the line says beside words, as events. */
final class LineRules {
  private MediaEvent.@Nullable Progress before;

  /** The media does not know by itself that what it hears now is a greeting, and that it is heard. */
  void answered(Turn turn, CallOption option) {
    if (option.answerMachineDetection() != null || option.ringbackDetection() != null
        || option.ambiance() != null) {
      turn.media(new MediaRequest.Talking());
    }
  }

  MediaEvent.@Nullable Progress state() {
    return before;
  }

  void restore(MediaEvent.@Nullable Progress state) {
    before = state;
  }

  void on(Turn turn, MediaEvent.Progress now) {
    MediaEvent.Progress old = before;
    before = now;
    turn.emit(new Event.RingbackState(turn.callId, turn.now, now.state(), now.number(),
        rounded(now.confidence()), old == null ? null : old.state(),
        old == null ? null : rounded(old.confidence()), null, now.isFinal()));
  }

  void on(Turn turn, MediaEvent.Greeted greeted) {
    long start = Math.max(0, greeted.startMillis());
    turn.emit(new Event.AnswerMachineDetection(turn.callId, turn.now, start,
        Math.max(start, greeted.endMillis()), greeted.what()));
  }

  private static double rounded(double confidence) {
    return Math.round(confidence * 100) / 100.0;
  }
}
