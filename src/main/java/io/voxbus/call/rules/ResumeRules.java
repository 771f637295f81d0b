package io.voxbus.call.rules;

import io.voxbus.call.turn.Resumption;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Event;
import java.util.Map;

/**
 * How an answered call goes on with another media, on another node: whoever listened begins anew, whatever was played
 * goes on where it was, whatever was held or silenced still is. Its second leg comes along, and so does a call it is
 * bridged with. Its conversation with a bot or a model begins again.
 */
final class ResumeRules {
  private static final String SENDER = "cluster";

  private final Concerns concerns;
  private final PassRules pass;
  private final BargeInRules bargeIn;
  private final LineRules line;

  ResumeRules(Concerns concerns, PassRules pass, BargeInRules bargeIn, LineRules line) {
    this.concerns = concerns;
    this.pass = pass;
    this.bargeIn = bargeIn;
    this.line = line;
  }

  /** How clients learn of it. */
  static Event takenOver(Turn turn, Resumption at) {
    return new Event.Custom(turn.callId, turn.now, SENDER, Map.of("takenOver", true, "node",
        at.node(), "epoch", at.epoch(), "gapMs", Math.max(0, turn.now - at.cutMillis())), null);
  }

  /** The old media is gone. */
  void cut(Resumption resumption) {
    concerns.playback().cut(resumption.cutMillis());
  }

  /** The new media is there. */
  void on(Turn turn, Resumption resumption, CallOption option) {
    turn.emit(takenOver(turn, resumption));
    concerns.control().muteAgain(turn);
    concerns.listening().begin(turn, option);
    concerns.bot().beginAgain(turn, option);
    pass.start(turn, option.mediaPass());
    line.answered(turn, option);
    concerns.playback().playAgain(turn);
    concerns.transfer().goOn(turn);
    concerns.bridge().goOn(turn);
    concerns.realtime().beginAgain(turn);
    bargeIn.listenAgain(turn);
  }
}
