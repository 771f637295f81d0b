package io.voxbus.sip.dialog;

import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The far end's INVITE until our final answer is acknowledged (RFC 3261 section 13.3). */
final class CalledRules {
  private final SipSignal.Came invite;
  private final SessionTimer timer;
  private final long patienceMillis;
  private boolean unacknowledged;
  private @Nullable String acceptance;
  private boolean accepted;
  private boolean leaving;
  private long dueMillis = Long.MAX_VALUE;

  /** Where the INVITE stands. */
  enum Outcome {
    WAITS, TAKEN, OVER
  }

  /** @param patienceMillis how long an answer may wait for its ACK */
  CalledRules(SipSignal.Came invite, SessionTimer timer, long patienceMillis) {
    this.invite = invite;
    this.timer = timer;
    this.patienceMillis = patienceMillis;
  }

  /** When the answer must have been acknowledged (section 13.3.1.4). */
  long dueMillis() {
    return dueMillis;
  }

  boolean leaving() {
    return leaving;
  }

  /** RFC 3262 section 3: with early media the caller must know that the answer has come. */
  void ring(SipTurn turn, @Nullable String sdp) {
    if (accepted || unacknowledged || acceptance != null) {
      return;
    }
    boolean required = Parameters.lists(invite.header("require"), "100rel");
    boolean possible = required || Parameters.lists(invite.header("supported"), "100rel");
    int code = sdp == null ? 180 : 183;
    if (required || (sdp != null && possible)) {
      unacknowledged = true;
      turn.add(new SipEffect.AnswerReliably(code, Body.sdp(sdp)));
    } else {
      turn.answer(invite.ref(), code, sdp == null ? "Ringing" : "Session Progress",
          Body.sdp(sdp), Map.of());
    }
  }

  void accept(SipTurn turn, String sdp) {
    if (accepted) {
      return;
    }
    if (unacknowledged) {
      acceptance = sdp; // RFC 3262 section 3: not before the PRACK
      return;
    }
    accepted = true;
    dueMillis = turn.now + patienceMillis;
    turn.answer(invite.ref(), 200, "OK", Body.sdp(sdp), timer.agree(invite.header("supported"),
        invite.header("session-expires"), turn.now));
  }

  /** Section 15: a dialog that the caller does not know to be confirmed yet cannot be ended by a BYE. */
  Outcome end(SipTurn turn, SipRequest.End end) {
    if (accepted) {
      leaving = true;
      return Outcome.WAITS;
    }
    turn.answer(invite.ref(), end.code(), end.reason(), Body.NONE, end.headers());
    return Outcome.OVER;
  }

  Outcome cancelled(SipTurn turn, SipSignal.Came cancel) {
    turn.answer(cancel.ref(), 200, "OK");
    if (accepted) {
      return Outcome.WAITS;
    }
    turn.answer(invite.ref(), 487, "Request Terminated");
    turn.tell(new SipEvent.Cancelled());
    return Outcome.OVER;
  }

  void pracked(SipTurn turn, SipSignal.Came prack) {
    turn.answer(prack.ref(), 200, "OK");
    unacknowledged = false;
    if (acceptance != null) {
      String sdp = acceptance;
      acceptance = null;
      accept(turn, sdp);
    }
  }

  /** The ACK carries the answer when our 2xx made the offer. */
  Outcome acknowledged(SipTurn turn, Body body) {
    if (invite.body().sdp() != null || leaving) {
      return Outcome.TAKEN;
    }
    String answer = body.sdp();
    if (answer == null) {
      leaving = true;
      turn.tell(new SipEvent.Lost(488, "the ACK has no SDP"));
    } else {
      turn.tell(new SipEvent.Answered(answer));
    }
    return Outcome.TAKEN;
  }

  Outcome neverAcknowledged(SipTurn turn) {
    if (!leaving) {
      turn.tell(new SipEvent.Lost(408, "the caller did not acknowledge the answer"));
    }
    leaving = true;
    return Outcome.TAKEN;
  }
}
