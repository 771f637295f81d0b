package io.voxbus.call.rules;

import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.SipRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Whose part of the rules a command is, and which ones wait until they can be carried out. */
final class CommandRules {
  private static final int QUEUED_BEFORE_ANSWER = 100;

  private final CallSetup setup;
  private final CallCourse call;
  private final Concerns concerns;
  private Consumer<Turn> taken = turn -> {};
  private final List<Command> waiting = new ArrayList<>();

  CommandRules(CallSetup setup, CallCourse call, Concerns concerns) {
    this.setup = setup;
    this.call = call;
    this.concerns = concerns;
  }

  /** @param told when a client takes or refuses a call that has come in, before it does */
  void onTaken(Consumer<Turn> told) {
    taken = told;
  }

  void on(Turn turn, Command command) {
    switch (call.phase()) {
      case ANSWERED -> obey(turn, command);
      case PENDING -> {
        if (command instanceof Command.Accept || command instanceof Command.Reject) {
          taken.accept(turn);
        }
        if (!concerns.phone().taking().obey(turn, command)) {
          early(turn, command);
        }
      }
      case NEW, CONNECTING -> early(turn, command);
      case ENDING, ENDED -> {
        // nobody is there any more to do it for
      }
    }
  }

  List<Command> waiting() {
    return List.copyOf(waiting);
  }

  void restore(List<Command> commands) {
    waiting.clear();
    waiting.addAll(commands);
  }

  /** What waited is carried out as far as it can be now, in its order. */
  void flush(Turn turn) {
    List<Command> kept = List.copyOf(waiting);
    waiting.clear();
    kept.forEach(command -> on(turn, command));
  }

  /** What needs media waits for it; the rest is done at once. */
  private void early(Turn turn, Command command) {
    switch (command) {
      case Command.Tts t -> playEarly(turn, t);
      case Command.Play p -> playEarly(turn, p);
      case Command.Interrupt i -> playEarly(turn, i);
      case Command.Pause p -> playEarly(turn, p);
      case Command.Resume r -> playEarly(turn, r);
      case Command.Mute m -> queue(turn, m);
      case Command.Unmute u -> queue(turn, u);
      case Command.Dtmf d -> queue(turn, d);
      case Command.Refer r -> queue(turn, r);
      case Command.Message m -> queue(turn, m);
      case Command.Bridge b -> queue(turn, b);
      case Command.Unbridge u -> queue(turn, u);
      case Command.Hold h -> queue(turn, h);
      case Command.Unhold u -> queue(turn, u);
      default -> obey(turn, command);
    }
  }

  private void playEarly(Turn turn, Command command) {
    if (concerns.phone().taking().audible()) {
      obey(turn, command);
    } else {
      queue(turn, command);
    }
  }

  private void queue(Turn turn, Command command) {
    if (waiting.size() < QUEUED_BEFORE_ANSWER) {
      waiting.add(command);
    } else {
      refuse(turn, 429, "too many commands before the call is answered");
    }
  }

  private void obey(Turn turn, Command command) {
    switch (command) {
      case Command.Tts tts -> concerns.playback().tts(turn, tts);
      case Command.Play play -> concerns.playback().play(turn, play);
      case Command.Interrupt i -> concerns.playback().interrupt(turn, i);
      case Command.Pause pause -> concerns.playback().pause(turn, pause.playId(), true);
      case Command.Resume resume -> concerns.playback().pause(turn, resume.playId(), false);
      case Command.Hangup hangup -> hangup(turn, hangup);
      case Command.Mute mute -> concerns.control().mute(turn, mute.trackId(), true);
      case Command.Unmute unmute -> concerns.control().mute(turn, unmute.trackId(), false);
      case Command.Dtmf dtmf -> concerns.control().dial(turn, dtmf);
      case Command.History history -> concerns.control().note(turn, history);
      case Command.FunctionResult result -> concerns.realtime().result(turn, result);
      case Command.Custom custom -> concerns.control().pass(turn, custom);
      case Command.Refer refer -> refer(turn, refer);
      case Command.Invite invite -> concerns.webrtc().invite(turn, invite);
      case Command.Accept a -> refuse(turn, 409, "the call is set up already");
      case Command.Candidate candidate -> concerns.webrtc().candidates(turn, candidate);
      case Command.AddIceCandidate added -> concerns.webrtc().candidate(turn, added);
      case Command.Reject r -> onlyFor(turn, "reject", "incoming telephone");
      case Command.Ringing r -> onlyFor(turn, "ringing", "incoming telephone");
      case Command.Message m -> message(turn, m);
      case Command.Hold h -> hold(turn, true);
      case Command.Unhold u -> hold(turn, false);
      case Command.Bridge b -> concerns.bridge().bridge(turn, b.targetSessionId());
      case Command.Unbridge u -> concerns.bridge().unbridge(turn);
    }
  }

  private void hangup(Turn turn, Command.Hangup hangup) {
    if (hangup.refer()) {
      concerns.transfer().hangup(turn);
      return;
    }
    concerns.phone().leave(turn, Refusals.status("hangup"), hangup.headers());
    call.end(turn, ControlRules.given(hangup.reason(), "system"),
        ControlRules.given(hangup.initiator(), "client"));
  }

  private void refer(Turn turn, Command.Refer refer) {
    boolean bypass = refer.options() != null && Boolean.TRUE.equals(refer.options().bypass());
    if (bypass && setup.type() != CallType.SIP) {
      onlyFor(turn, "refer with bypass", "telephone");
    } else {
      concerns.transfer().refer(turn, refer);
    }
  }

  private void message(Turn turn, Command.Message message) {
    if (setup.type() == CallType.SIP) {
      turn.sip(setup.callId(), new SipRequest.Message(message.body() == null ? "" : message.body(),
          message.contentType() == null ? "text/plain" : message.contentType(),
          message.headers() == null ? Map.of() : message.headers()));
    } else {
      onlyFor(turn, "message", "telephone");
    }
  }

  private void hold(Turn turn, boolean hold) {
    if (setup.type() == CallType.SIP && call.phase() == Phase.ANSWERED) {
      concerns.phone().changes().hold(turn, hold);
    } else {
      onlyFor(turn, hold ? "hold" : "unhold", "telephone");
    }
  }

  private void onlyFor(Turn turn, String what, String kind) {
    refuse(turn, 400, what + " belongs to " + kind + " calls, this one is "
        + setup.type().camel());
  }

  private static void refuse(Turn turn, int code, String why) {
    turn.error("command", why, code);
  }
}
