package io.voxbus.call;

import io.voxbus.call.rules.CallMachine;
import io.voxbus.call.state.CallState;
import io.voxbus.call.state.StateText;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Resumption;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import java.util.ArrayList;
import java.util.List;

/**
 * A call that plays, is kept, and is restored, without a bus: those that are taken over when a node is killed, all at
 * once, wait neither for the classes that this takes nor for the compilers, which need some thousand rounds.
 */
final class WarmUp {
  private static final int CALLS = 2_000;
  private static final long EPOCH = 2;

  private WarmUp() {}

  /** Behind the calls, in a thread of its own that ends. */
  static void start() {
    Thread.ofPlatform().name("warm-up").daemon().start(WarmUp::run);
  }

  private static void run() {
    for (int i = 0; i < CALLS; i++) {
      takeOver();
    }
  }

  /** What the call that was taken over would have done. */
  static List<Effect> takeOver() {
    CallSetup setup = new CallSetup("", CallType.WEB_SOCKET, CallOption.NONE, "", null, false);
    CallMachine lost = new CallMachine(setup, CallRules.defaults(), "");
    StateText text = new StateText(setup);
    List<Effect> told = new ArrayList<>(lost.start(0));
    told.addAll(lost.on(new Signal.MediaOpened(""), 0));
    told.addAll(lost.on(
        new Signal.Commanded(new Command.Play("a.wav", null, false, null, null)), 0));
    for (Effect effect : told) {
      if (effect instanceof Effect.Emit(var event)) {
        text.event(new Emitted(event, 1));
      }
    }
    text.changed(1, List.of(), List.of(), lost.state());

    CallState kept = CallState.read(text.at("", 0, false));
    CallMachine heir = CallMachine.restored(setup, CallRules.defaults(), "", kept.machine());
    List<Effect> effects = new ArrayList<>(heir.resume(new Resumption("", EPOCH, 0), 1));
    effects.addAll(heir.on(new Signal.MediaOpened(""), 1));
    return effects;
  }
}
