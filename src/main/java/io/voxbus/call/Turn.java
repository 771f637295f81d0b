package io.voxbus.call;

import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.MediaRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one signal leads to: the effects gathered so far, and the wall clock in ms. */
final class Turn {
  final String callId;
  final long now;
  private final List<Effect> effects = new ArrayList<>();

  Turn(String callId, long now) {
    this.callId = callId;
    this.now = now;
  }

  void emit(Event event) {
    effects.add(new Effect.Emit(event));
  }

  void error(String sender, String reason, @Nullable Integer code) {
    emit(new Event.Error(callId, now, sender, reason, code));
  }

  void media(MediaRequest request) {
    effects.add(new Effect.ToMedia(request));
  }

  /** As {@link #media}, for what wants to know what became of it. */
  void ask(MediaRequest request) {
    effects.add(new Effect.AskMedia(request));
  }

  void voice(AiRequest request) {
    effects.add(new Effect.ToVoice(request));
  }

  void add(Effect effect) {
    effects.add(effect);
  }

  List<Effect> effects() {
    return List.copyOf(effects);
  }
}
