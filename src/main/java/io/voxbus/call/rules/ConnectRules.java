package io.voxbus.call.rules;

import io.voxbus.call.playback.PlaybackRules;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipEvent;

/** How a second leg is heard: as it rings, as it answers, and again when it has come along to another node. */
final class ConnectRules {
  private final CallCourse call;
  private final PlaybackRules playback;
  private final ReferRules referral;

  ConnectRules(CallCourse call, PlaybackRules playback, ReferRules referral) {
    this.call = call;
    this.playback = playback;
    this.referral = referral;
  }

  /**
   * There is media for it.
   *
   * @param same with the address and port that another node had for it: its far end hears us already
   */
  void opened(Turn turn, SecondLeg at, String sdp, boolean same) {
    at.opened(turn, sdp, same);
    if (same && at.waits()) {
      connect(turn, at);
    }
  }

  void progress(Turn turn, SecondLeg at, SipEvent.Progress progress) {
    if (progress.code() < 180 || progress.code() == 181) {
      return;
    }
    if (at.ringMillis == 0) {
      at.ringMillis = turn.now;
      turn.emit(new Event.Ringing(at.id, turn.now, progress.sdp() != null, true));
      if (at.fate != null) {
        at.fate.rings(turn, false);
      }
    }
    if (progress.sdp() != null && !progress.sdp().equals(at.theirs)) {
      tellMedia(turn, at, progress.sdp());
    }
  }

  void answered(Turn turn, SecondLeg at, String sdp) {
    at.taken = true;
    if (at.connected && sdp.equals(at.theirs)) {
      agreed(turn, at);
    } else if (!sdp.equals(at.theirs)) {
      tellMedia(turn, at, sdp);
    }
  }

  private void tellMedia(Turn turn, SecondLeg at, String sdp) {
    at.theirs = sdp;
    turn.ask(new MediaRequest.Answered(at.id, sdp));
  }

  /** The media has agreed to its far end's SDP. */
  void agreed(Turn turn, SecondLeg at, MediaRequest.Answered answered) {
    if (at.comesAlong(answered) || at.theirs.equals(answered.sdp())) {
      agreed(turn, at);
    }
  }

  /** What the leg says is heard, also before it has answered. */
  private void agreed(Turn turn, SecondLeg at) {
    boolean answers = at.taken && at.answerMillis == 0;
    if (answers && at.fate != null) {
      at.fate.answered(turn);
    }
    connect(turn, at);
    if (answers) {
      at.answerMillis = turn.now;
      turn.emit(new Event.Answer(at.id, turn.now, at.theirs, true, null));
      at.listen(turn, call.option());
      referral.tell(turn, 200, "OK");
    } else if (!at.taken && at.fate != null) {
      at.fate.rings(turn, true);
    }
    at.cameAlong();
  }

  private void connect(Turn turn, SecondLeg at) {
    if (!at.connected) {
      at.connected = true;
      playback.endLoop(turn);
      turn.media(new MediaRequest.Connect(at.id, true));
      if (at.waits() && at.answerMillis > 0) {
        at.listen(turn, call.option());
      }
    }
  }
}
