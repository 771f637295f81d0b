package io.voxbus.call.turn;

import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one signal leads to: the effects gathered so far, and the wall clock in ms. */
public final class Turn {
  public final String callId;
  public final long now;
  private final List<Effect> effects = new ArrayList<>();

  public Turn(String callId, long now) {
    this.callId = callId;
    this.now = now;
  }

  public void emit(Event event) {
    effects.add(new Effect.Emit(event));
  }

  public void error(String sender, String reason, @Nullable Integer code) {
    emit(new Event.Error(callId, now, sender, reason, code));
  }

  public void media(MediaRequest request) {
    effects.add(new Effect.ToMedia(request));
  }

  /** As {@link #media}, for what wants to know what became of it. */
  public void ask(MediaRequest request) {
    effects.add(new Effect.AskMedia(request));
  }

  public void sip(String leg, SipRequest request) {
    effects.add(new Effect.ToSip(leg, request));
  }

  public void voice(AiRequest request) {
    effects.add(new Effect.ToVoice(request));
  }

  public void add(Effect effect) {
    effects.add(effect);
  }

  public List<Effect> effects() {
    return List.copyOf(effects);
  }
}
