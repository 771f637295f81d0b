package io.voxbus.sip.dialog;

import io.voxbus.protocol.bus.SipEvent;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** New offers inside a dialog, by re-INVITE or UPDATE: one at a time (RFC 3264 section 4, RFC 3311). */
final class OfferRules {
  /** RFC 3261 section 14.1: who owns the Call-ID waits longer, so that the two do not meet again. */
  private static final long OWNER_WAITS_MILLIS = 2_100;
  private static final int OWNER_STEPS = 190;
  private static final int OTHER_STEPS = 200;
  private static final long STEP_MILLIS = 10;
  private static final long BUSY_MILLIS = 500;
  private static final int GLARES = 3;

  private final SessionTimer timer;
  private final boolean ownsCallId;
  private String agreed;
  private boolean farEndUpdates;
  /** Ours that waits for its answer; null when none does. */
  private @Nullable String offered;
  private SipSignal.@Nullable Came theirs;
  private boolean refreshing;
  private boolean awaitsAck;
  /** What has been agreed since ours was made: it does not fit any more. */
  private boolean overtaken;
  private int glares;
  private long retryMillis = Long.MAX_VALUE;

  OfferRules(SessionTimer timer, boolean ownsCallId, String agreed) {
    this.timer = timer;
    this.ownsCallId = ownsCallId;
    this.agreed = agreed;
  }

  void agreed(String sdp) {
    agreed = sdp;
  }

  /** What we said when something was agreed last; empty when that was on another node. */
  String agreed() {
    return agreed;
  }

  /** Whether no offer is under way. */
  boolean isQuiet() {
    return offered == null && theirs == null && !awaitsAck && retryMillis == Long.MAX_VALUE;
  }

  /** What the far end said it can do. */
  void allows(@Nullable String allow) {
    farEndUpdates = allow == null ? farEndUpdates : Parameters.lists(allow, "UPDATE");
  }

  void updates(boolean known) {
    farEndUpdates = known;
  }

  boolean farEndUpdates() {
    return farEndUpdates;
  }

  boolean ownsCallId() {
    return ownsCallId;
  }

  long dueMillis() {
    return Math.min(retryMillis, timer.dueMillis());
  }

  void offer(SipTurn turn, String sdp) {
    if (offered != null || theirs != null) {
      turn.tell(new SipEvent.ReofferRefused(491, "another change is under way"));
      return;
    }
    offered = sdp;
    turn.send("INVITE", Body.sdp(sdp), timer.refreshing());
  }

  /** The session goes on as it is: said by an UPDATE if the far end knows it, else by the same offer again. */
  void refresh(SipTurn turn) {
    timer.restart(turn.now);
    if (offered != null || theirs != null) {
      return; // that refreshes it too
    }
    if (farEndUpdates) {
      turn.send("UPDATE", Body.NONE, timer.refreshing());
    } else {
      refreshing = true;
      offered = agreed;
      turn.send("INVITE", Body.sdp(agreed), timer.refreshing());
    }
  }

  /** After a glare. What the far end has got through meanwhile comes first, and ours is made anew after it. */
  void retry(SipTurn turn) {
    retryMillis = Long.MAX_VALUE;
    if (offered == null) {
      return;
    }
    if (theirs != null || awaitsAck) {
      retryMillis = turn.now + BUSY_MILLIS;
    } else if (overtaken) {
      boolean silently = refreshing;
      forgetOurs();
      if (!silently) { // else the session is refreshed by theirs
        turn.tell(new SipEvent.ReofferAgain());
      }
    } else {
      turn.send("INVITE", Body.sdp(offered), timer.refreshing());
    }
  }

  private void forgetOurs() {
    offered = null;
    refreshing = false;
    overtaken = false;
  }

  /** The moment of the far end's answer is chance enough. */
  private long waitMillis(long now) {
    SplittableRandom chance = new SplittableRandom(now);
    return ownsCallId
        ? OWNER_WAITS_MILLIS + STEP_MILLIS * chance.nextInt(OWNER_STEPS + 1)
        : STEP_MILLIS * chance.nextInt(OTHER_STEPS + 1);
  }

  long retryMillis() {
    return retryMillis;
  }

  /** Section 14.2: two at a time are refused; which of the two answers says who asked first. */
  void came(SipTurn turn, SipSignal.Came came) {
    allows(came.header("allow"));
    String sdp = came.body().sdp();
    if (theirs != null) {
      turn.answer(came.ref(), 500, "Another offer is not answered yet", Body.NONE,
          Map.of("Retry-After", "1"));
    } else if (came.method().equals("UPDATE") && sdp == null) {
      turn.answer(came.ref(), 200, "OK", Body.NONE, agreement(came, turn.now));
    } else if (offered != null && retryMillis == Long.MAX_VALUE) {
      turn.answer(came.ref(), 491, "Request Pending");
    } else {
      theirs = came;
      turn.tell(new SipEvent.Reoffered(sdp));
    }
  }

  void answer(SipTurn turn, String sdp) {
    SipSignal.Came came = theirs;
    if (came == null) {
      return;
    }
    theirs = null;
    agreed = sdp;
    overtaken = offered != null;
    awaitsAck = came.body().sdp() == null;
    turn.answer(came.ref(), 200, "OK", Body.sdp(sdp), agreement(came, turn.now));
  }

  void refuse(SipTurn turn, int code, String reason) {
    if (theirs != null) {
      turn.answer(theirs.ref(), code, reason);
      theirs = null;
    }
  }

  /** The dialog ends: what waits for an answer gets one. */
  void drop(SipTurn turn) {
    refuse(turn, 487, "Request Terminated");
    forgetOurs();
    retryMillis = Long.MAX_VALUE;
  }

  void cancelled(SipTurn turn, SipSignal.Came cancel) {
    turn.answer(cancel.ref(), 200, "OK");
    refuse(turn, 487, "Request Terminated");
  }

  void acknowledged(SipTurn turn, Body body) {
    String sdp = body.sdp();
    if (awaitsAck && sdp != null) {
      turn.tell(new SipEvent.Reanswered(sdp));
    }
    awaitsAck = false;
  }

  void answered(SipTurn turn, SipSignal.Replied reply) {
    int code = reply.code();
    if (code < 300) {
      allows(reply.header("allow"));
      timer.answered(reply.header("session-expires"), turn.now);
    }
    if (!reply.method().equals("INVITE")) {
      return;
    }
    if (code < 300) {
      turn.add(new SipEffect.Ack(null));
    }
    if (code == 491 && ++glares <= GLARES) {
      retryMillis = turn.now + waitMillis(turn.now);
      return;
    }
    conclude(turn, reply);
  }

  private void conclude(SipTurn turn, SipSignal.Replied reply) {
    String sdp = reply.body().sdp();
    String ours = offered;
    boolean silently = refreshing;
    forgetOurs();
    glares = 0;
    if (ours == null || silently) {
      return;
    }
    if (reply.code() < 300 && sdp != null) {
      agreed = ours;
      turn.tell(new SipEvent.Reanswered(sdp));
    } else {
      turn.tell(new SipEvent.ReofferRefused(reply.code(), reply.reason()));
    }
  }

  private Map<String, String> agreement(SipSignal.Came came, long now) {
    return timer.agree(came.header("supported"), came.header("session-expires"), now);
  }
}
