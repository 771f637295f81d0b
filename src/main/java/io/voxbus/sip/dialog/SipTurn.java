package io.voxbus.sip.dialog;

import io.voxbus.protocol.bus.SipEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What one signal leads to: the effects gathered so far, and the wall clock in ms. */
final class SipTurn {
  final long now;
  private final List<SipEffect> effects = new ArrayList<>();

  SipTurn(long now) {
    this.now = now;
  }

  void add(SipEffect effect) {
    effects.add(effect);
  }

  void tell(SipEvent event) {
    add(new SipEffect.Tell(event));
  }

  void send(String method) {
    send(method, Body.NONE, Map.of());
  }

  void send(String method, Body body, Map<String, String> headers) {
    add(new SipEffect.Send(method, body, headers));
  }

  void answer(long ref, int code, String reason) {
    answer(ref, code, reason, Body.NONE, Map.of());
  }

  void answer(long ref, int code, String reason, Body body, Map<String, String> headers) {
    add(new SipEffect.Answer(ref, code, reason, body, headers));
  }

  List<SipEffect> effects() {
    return List.copyOf(effects);
  }
}
