package io.voxbus.call.rules;

import io.voxbus.call.state.MachineState;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.MediaRequest;

/** How a call ends: first its media, then what has not been told of it; {@code hangup} is the last. */
final class EndRules {
  private final CallSetup setup;
  private final CallRules rules;
  private final Life call;
  private final Concerns concerns;
  private long closingUntilMillis = Long.MAX_VALUE;
  private String reason = "";
  private String initiator = "";

  /** What of the call its end changes, and tells. */
  interface Life extends CallCourse {
    void become(Phase next);

    HangupEvent.Times times(long now);
  }

  EndRules(CallSetup setup, CallRules rules, Life call, Concerns concerns) {
    this.setup = setup;
    this.rules = rules;
    this.call = call;
    this.concerns = concerns;
  }

  MachineState.End state() {
    return new MachineState.End(closingUntilMillis, reason, initiator);
  }

  void restore(MachineState.End state) {
    closingUntilMillis = state.closingUntilMillis();
    reason = state.reason();
    initiator = state.initiator();
  }

  /** When the call ends without its media having closed. */
  long closingUntilMillis() {
    return closingUntilMillis;
  }

  void on(Turn turn, String why, String who) {
    if (call.phase() == Phase.ENDING || call.phase() == Phase.ENDED) {
      return;
    }
    reason = why;
    initiator = who;
    call.become(Phase.ENDING);
    closingUntilMillis = turn.now + rules.closingMillis();
    leaveOthers(turn);
    turn.media(new MediaRequest.Close());
  }

  /** The media has had its time to close. */
  void tick(Turn turn) {
    if (closingUntilMillis() <= turn.now) {
      closed(turn, 0);
    }
  }

  void closed(Turn turn, long receivedMillis) {
    if (call.phase() != Phase.ENDING) {
      turn.error("media", "the media ended by itself", 500);
      reason = "failed";
      initiator = "system";
      leaveOthers(turn);
    }
    concerns.playback().endAll(turn);
    if (call.times(turn.now).answer() > 0) {
      turn.emit(new Event.TrackEnd(setup.callId(), turn.now, receivedMillis, null, null));
    }
    finish(turn, reason, initiator);
  }

  /** It was lost with its node, and its media can't be opened on another. */
  void lose(Turn turn) {
    call.become(Phase.ENDING);
    reason = "nodeFailure";
    initiator = "system";
    concerns.transfer().leave(turn);
    closed(turn, 0);
  }

  void finish(Turn turn, String why, String who) {
    call.become(Phase.ENDED);
    turn.emit(HangupEvent.of(setup, call.option(), call.times(turn.now), why, who));
    turn.add(new Effect.Finish(why, who));
  }

  private void leaveOthers(Turn turn) {
    concerns.transfer().leave(turn);
    concerns.bridge().leave(turn);
    concerns.bot().leave(turn);
    concerns.phone().leave(turn, Refusals.status(reason), null);
  }
}
