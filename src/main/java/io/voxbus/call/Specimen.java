package io.voxbus.call;

import io.voxbus.call.rules.CallMachine;
import io.voxbus.call.state.StateText;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Client;
import java.util.List;
import java.util.stream.Stream;

/**
 * A call by WebSocket that plays a tone, as a node that never was would have kept it: for what is rehearsed.
 *
 * @param state of it, as {@link StateText} writes it
 * @param seq   the newest event
 */
public record Specimen(String state, long seq) {
  private static final Signal PLAY = new Signal.Commanded(
      new Command.Play("tone:440", null, false, null, null));

  /** @param client who hears it */
  public static Specimen of(String callId, String node, Client client) {
    long now = System.currentTimeMillis();
    CallSetup setup = new CallSetup(callId, CallType.WEB_SOCKET, CallOption.NONE, "", null, false);
    CallMachine call = new CallMachine(setup, CallRules.defaults(), node);
    StateText text = new StateText(setup);
    List<Emitted> told = numbered(Stream.of(call.start(now),
        call.on(new Signal.MediaOpened(""), now), call.on(PLAY, now)).flatMap(List::stream));
    told.forEach(text::event);
    text.changed(told.size(), List.of(client), List.of(), call.state());
    return new Specimen(text.at(node, 1, now, false), told.size());
  }

  private static List<Emitted> numbered(Stream<Effect> effects) {
    List<Effect.Emit> told = effects.filter(Effect.Emit.class::isInstance)
        .map(Effect.Emit.class::cast).toList();
    return Stream.iterate(0, i -> i < told.size(), i -> i + 1)
        .map(i -> new Emitted(told.get(i).event(), i + 1)).toList();
  }
}
