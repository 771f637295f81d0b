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
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * A call that plays, is kept, and is restored, without a bus: those that are taken over when a node is killed, all at
 * once, wait neither for the classes that this takes nor for the compilers, which need some thousand rounds.
 */
final class WarmUp {
  private static final int CALLS = 2_000;
  private static final long SEEN_MILLIS = 3_000;
  private static final long EPOCH = 2;
  private static final Signal PLAY = new Signal.Commanded(
      new Command.Play("a.wav", null, false, null, null));
  private static final String SDP = "v=0";
  private static final Signal AGREED = new Signal.MediaGave(new MediaRequest.Answered("", SDP), "");
  private static final SipDialog DIALOG = new SipDialog("c",
      new SipDialog.Side("<sip:us@a.invalid>", "a", 1),
      new SipDialog.Side("<sip:far@b.invalid>", "b", -1), "sip:far@b.invalid", List.of(), "UDP",
      null, "us", new SipDialog.Session(true, 0, true, false, null),
      new SipDialog.Known(List.of(), null, null), null);

  private WarmUp() {}

  /** Behind the calls, in a thread of its own that ends; it waits until the node has seen it and put it there. */
  static void start() {
    Thread.ofPlatform().name("warm-up").daemon().start(WarmUp::run);
  }

  private static void run() {
    try {
      Thread.sleep(SEEN_MILLIS);
    } catch (InterruptedException e) {
      return;
    }
    for (int i = 0; i < CALLS; i++) {
      takeOver();
      takeOverPhone();
    }
  }

  /** What the call that was taken over would have done. */
  static List<Effect> takeOver() {
    CallSetup setup = new CallSetup("", CallType.WEB_SOCKET, CallOption.NONE, "", null, false);
    return takeOver(setup, List.of(new Signal.MediaOpened(""), PLAY),
        List.of(new Signal.MediaOpened("")));
  }

  /** The same for one by telephone, whose far end comes along. */
  static List<Effect> takeOverPhone() {
    CallOption option = CallOption.NONE.between(DIALOG.local().address(), DIALOG.target(), null);
    CallSetup setup = new CallSetup("", CallType.SIP, option, "", null, false);
    return takeOver(setup,
        List.of(new Signal.MediaOpened(SDP), sip(new SipEvent.Answered(SDP)), AGREED,
            sip(new SipEvent.Kept(DIALOG)), PLAY),
        List.of(new Signal.MediaOpened(SDP), sip(new SipEvent.Reanswered(SDP)), AGREED,
            sip(new SipEvent.Kept(DIALOG))));
  }

  private static Signal sip(SipEvent event) {
    return new Signal.FromSip("", event);
  }

  private static List<Effect> takeOver(CallSetup setup, List<Signal> before, List<Signal> after) {
    CallMachine lost = new CallMachine(setup, CallRules.defaults(), "");
    StateText text = new StateText(setup);
    keep(text, lost, lost.start(0));
    before.forEach(signal -> keep(text, lost, lost.on(signal, 0)));

    CallState kept = CallState.read(text.at("", 1, 0, false));
    CallMachine heir = CallMachine.restored(setup, CallRules.defaults(), "", kept.machine());
    List<Effect> effects = new ArrayList<>(heir.resume(new Resumption("", EPOCH, 0), 1));
    keep(text, heir, effects);
    after.forEach(signal -> {
      List<Effect> more = heir.on(signal, 1);
      keep(text, heir, more);
      effects.addAll(more);
    });
    return effects;
  }

  private static void keep(StateText text, CallMachine call, List<Effect> told) {
    for (Effect effect : told) {
      if (effect instanceof Effect.Emit(var event)) {
        text.event(new Emitted(event, 1));
      }
    }
    text.changed(1, List.of(), List.of(), call.state());
    text.at("", 1, 0, false);
  }
}
