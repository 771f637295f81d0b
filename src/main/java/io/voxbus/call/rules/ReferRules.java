package io.voxbus.call.rules;

import io.voxbus.call.state.TransferState;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.ReferOption;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import org.jspecify.annotations.Nullable;

/** Transfers by REFER (RFC 3515): one that we ask the far end for, one that a far end asks us for. */
final class ReferRules {
  private final CallCourse call;
  private @Nullable ReferOption asked;
  /** The leg whose far end has asked for a transfer and waits to hear what became of it. */
  private @Nullable String referrer;

  ReferRules(CallCourse call) {
    this.call = call;
  }

  @Nullable
  ReferOption asked() {
    return asked;
  }

  @Nullable
  String referrer() {
    return referrer;
  }

  void restore(TransferState state) {
    asked = state.asked();
    referrer = state.referrer();
  }

  /** @param replaces the leg whose place the callee's dialog takes; null: none */
  void ask(Turn turn, String to, @Nullable String replaces, ReferOption option) {
    asked = option;
    turn.sip(turn.callId, new SipRequest.Transfer(to, replaces));
  }

  /** What the far end of the call tells of the transfer we asked it for. */
  void on(Turn turn, SipEvent.TransferProgress progress) {
    ReferOption option = asked;
    if (option == null || progress.code() < 180) {
      return;
    }
    if (progress.code() < 200) {
      turn.emit(new Event.Ringing(turn.callId, turn.now, false, true));
      return;
    }
    asked = null;
    if (progress.code() >= 300) {
      turn.emit(new Event.Reject(turn.callId, turn.now, progress.reason(), progress.code(), true));
    } else if (!Boolean.FALSE.equals(option.autoHangup())) {
      turn.emit(new Event.Answer(turn.callId, turn.now, "", true, null));
      call.end(turn, "refer", "system");
    }
  }

  /** A far end wants to be connected with somebody else: clients decide, by a transfer of theirs. */
  void on(Turn turn, String id, SipEvent.TransferAsked asking) {
    referrer = id;
    turn.emit(new Event.TransferRequest(id, turn.now, asking.referTo(), asking.referredBy(),
        id.equals(turn.callId) ? null : true));
  }

  /** Nothing came of a leg that has not answered; who asks while one talks wants another one. */
  void ended(Turn turn, SecondLeg leg, int code, String why) {
    if (leg.answerMillis == 0) {
      tell(turn, code, why);
    }
  }

  /** Whoever has asked for a transfer hears what became of it (RFC 3515 section 2.4.4). */
  void tell(Turn turn, int code, String why) {
    if (referrer != null) {
      turn.sip(referrer, new SipRequest.TransferDone(code, why));
      referrer = null;
    }
  }
}
