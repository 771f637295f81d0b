package io.voxbus.sip.dialog;

import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one dialog from its INVITE to its end. It knows no clock, no socket and no SIP library. The call is told
 * of exactly one end, unless it was the one who wanted it.
 */
public final class SipMachine {
  private enum Stage {
    CALLING, CALLED, TALKING, LEAVING, OVER
  }

  private final SipTimes times;
  private final SessionTimer timer;
  private final OfferRules offers;
  private final TalkingRules talking;
  private final @Nullable CallingRules calling;
  private final @Nullable CalledRules called;
  private Stage stage;
  private SipRequest.End end = new SipRequest.End(200, "", Map.of());
  private long leftMillis = Long.MAX_VALUE;
  private boolean byeAuthenticated;

  private SipMachine(SipTimes times, String offer, SipSignal.@Nullable Came invite, long now) {
    this.times = times;
    timer = new SessionTimer(times);
    offers = new OfferRules(timer, invite == null, offer);
    talking = new TalkingRules(timer, offers, null);
    calling = invite == null ? new CallingRules(times, now) : null;
    called = invite == null ? null : new CalledRules(invite, timer, times.endMillis());
    stage = invite == null ? Stage.CALLING : Stage.CALLED;
    if (invite != null) {
      offers.allows(invite.header("allow"));
    }
  }

  private SipMachine(SipTimes times, Talk talk) {
    SipDialog.Session session = talk.session();
    this.times = times;
    timer = new SessionTimer(times, session.seconds(), session.refreshed());
    timer.restart(talk.refreshedMillis());
    offers = new OfferRules(timer, session.ours(), talk.agreed());
    offers.updates(session.updates());
    talking = new TalkingRules(timer, offers, session.referred());
    calling = null;
    called = null;
    stage = Stage.TALKING;
  }

  /** A dialog that begins with our INVITE, which is being sent with this offer. */
  public static SipMachine calling(SipTimes times, String offer, long now) {
    return new SipMachine(times, offer, null, now);
  }

  /** A dialog that begins with the far end's INVITE. */
  public static SipMachine called(SipTimes times, SipSignal.Came invite, long now) {
    return new SipMachine(times, "", invite, now);
  }

  /** A dialog that has been going on, on another node. */
  public static SipMachine resumed(SipTimes times, SipDialog.Session session, long now) {
    return new SipMachine(times, new Talk(session, "", now));
  }

  /** A dialog that has been going on in older code of this node. */
  public static SipMachine inherited(SipTimes times, Talk talk) {
    return new SipMachine(times, talk);
  }

  /** What newer code goes on with; null while something is under way. */
  public @Nullable Talk talk() {
    return isTalking() && offers.isQuiet()
        ? new Talk(session(), offers.agreed(), timer.refreshedMillis())
        : null;
  }

  /** What was agreed for a dialog that is confirmed. */
  public SipDialog.Session session() {
    return new SipDialog.Session(offers.ownsCallId(), timer.seconds(), timer.isOurs(),
        offers.farEndUpdates(), talking.referred());
  }

  /** When it wants a {@link SipSignal.Tick}, wall clock ms; {@link Long#MAX_VALUE}: never. */
  public long nextMillis() {
    return switch (stage) {
      case CALLING -> calling == null ? Long.MAX_VALUE : calling.dueMillis();
      case TALKING -> offers.dueMillis();
      case LEAVING -> leftMillis;
      case CALLED -> invited().dueMillis();
      case OVER -> Long.MAX_VALUE;
    };
  }

  /** Whether it is confirmed and nobody has ended it. */
  public boolean isTalking() {
    return stage == Stage.TALKING;
  }

  public List<SipEffect> on(SipSignal signal, long now) {
    SipTurn turn = new SipTurn(now);
    switch (signal) {
      case SipSignal.Wanted(SipRequest.End asked) -> end(turn, asked);
      case SipSignal.Wanted(SipRequest request) -> wanted(turn, request);
      case SipSignal.Came came -> came(turn, came);
      case SipSignal.Replied reply -> replied(turn, reply);
      case SipSignal.Acked(Body body) -> acked(turn, body);
      case SipSignal.NeverAcked() -> neverAcked(turn);
      case SipSignal.Tick() -> tick(turn);
    }
    return turn.effects();
  }

  private void end(SipTurn turn, SipRequest.End asked) {
    end = asked;
    switch (stage) {
      case CALLING -> settle(turn, rules().end(turn, asked.headers()));
      case CALLED -> settle(turn, invited().end(turn, asked));
      case TALKING -> leave(turn);
      case LEAVING, OVER -> {
        // it is on its way
      }
    }
  }

  private void wanted(SipTurn turn, SipRequest request) {
    if (stage == Stage.TALKING) {
      talking.wanted(turn, request);
    } else if (stage == Stage.CALLED && request instanceof SipRequest.Ring(String sdp)) {
      invited().ring(turn, sdp);
    } else if (stage == Stage.CALLED && request instanceof SipRequest.Accept(String sdp)) {
      offers.agreed(sdp);
      invited().accept(turn, sdp);
    } else if (request instanceof SipRequest.Reoffer && stage != Stage.OVER) {
      turn.tell(new SipEvent.ReofferRefused(491, "the call is not set up yet"));
    }
  }

  private void came(SipTurn turn, SipSignal.Came came) {
    if (stage == Stage.CALLED) {
      early(turn, came);
    } else if (stage == Stage.TALKING) {
      talking.on(turn, came);
      if (talking.over()) {
        forget(turn);
      }
    } else if (stage == Stage.CALLING) {
      beforeAnswer(turn, came);
    } else {
      turn.answer(came.ref(), came.method().equals("BYE") ? 200 : 481,
          came.method().equals("BYE") ? "OK" : "Call/Transaction Does Not Exist");
    }
  }

  /** In the early dialog of our INVITE: no offer of theirs fits, ours is not answered (RFC 3311 section 5.2). */
  private static void beforeAnswer(SipTurn turn, SipSignal.Came came) {
    switch (came.method()) {
      case "UPDATE" -> turn.answer(came.ref(), 491, "Request Pending");
      case "BYE", "INFO", "OPTIONS" -> turn.answer(came.ref(), 200, "OK");
      default -> turn.answer(came.ref(), 481, "Call/Transaction Does Not Exist");
    }
  }

  private void early(SipTurn turn, SipSignal.Came came) {
    switch (came.method()) {
      case "CANCEL" -> settle(turn, invited().cancelled(turn, came));
      case "PRACK" -> invited().pracked(turn, came);
      // RFC 3261 section 15: the caller may end an early dialog by BYE
      case "BYE" -> {
        turn.answer(came.ref(), 200, "OK");
        turn.tell(new SipEvent.HungUp(came.header("reason"), Map.of()));
        invited().end(turn, new SipRequest.End(487, "Request Terminated", Map.of()));
        forget(turn);
      }
      case "UPDATE", "INVITE" -> turn.answer(came.ref(), 500, "The call is not answered yet",
          Body.NONE, Map.of("Retry-After", "1"));
      default -> talking.on(turn, came);
    }
  }

  private void replied(SipTurn turn, SipSignal.Replied reply) {
    switch (stage) {
      case CALLING -> {
        if (reply.method().equals("INVITE")) {
          settle(turn, rules().on(turn, reply));
          learn(turn, reply);
        }
      }
      case TALKING -> {
        talking.on(turn, reply);
        if (talking.over()) {
          forget(turn);
        }
      }
      case LEAVING -> left(turn, reply);
      case CALLED, OVER -> {
        // nobody waits for it
      }
    }
  }

  private void learn(SipTurn turn, SipSignal.Replied reply) {
    if (reply.code() < 300) {
      offers.allows(reply.header("allow"));
    }
    if (reply.code() >= 200 && stage == Stage.TALKING) {
      timer.answered(reply.header("session-expires"), turn.now);
    }
  }

  private void left(SipTurn turn, SipSignal.Replied reply) {
    if (reply.method().equals("INVITE") && reply.code() / 100 == 2) {
      turn.add(new SipEffect.Ack(null)); // it crossed our BYE
    } else if (reply.method().equals("BYE") && reply.code() >= 200) {
      boolean challenge = reply.code() == 401 || reply.code() == 407;
      if (challenge && !byeAuthenticated) {
        byeAuthenticated = true;
        turn.add(new SipEffect.Authenticate("BYE"));
      } else {
        forget(turn);
      }
    }
  }

  private void acked(SipTurn turn, Body body) {
    if (stage == Stage.CALLED) {
      settle(turn, invited().acknowledged(turn, body));
    } else if (stage == Stage.TALKING) {
      offers.acknowledged(turn, body);
    }
  }

  private void neverAcked(SipTurn turn) {
    if (stage == Stage.CALLED) {
      settle(turn, invited().neverAcknowledged(turn));
    } else if (stage == Stage.TALKING) {
      turn.tell(new SipEvent.Lost(408, "the far end did not acknowledge the answer"));
      leave(turn);
    }
  }

  private void tick(SipTurn turn) {
    switch (stage) {
      case CALLING -> {
        if (rules().dueMillis() <= turn.now) {
          settle(turn, rules().tick(turn));
        }
      }
      case TALKING -> {
        if (offers.retryMillis() <= turn.now) {
          offers.retry(turn);
        }
        if (timer.dueMillis() <= turn.now) {
          refreshOrExpire(turn);
        }
      }
      case LEAVING -> {
        if (leftMillis <= turn.now) {
          forget(turn);
        }
      }
      case CALLED -> {
        if (invited().dueMillis() <= turn.now) {
          neverAcked(turn);
        }
      }
      case OVER -> {
        // nothing is waited for
      }
    }
  }

  private void refreshOrExpire(SipTurn turn) {
    if (timer.isOurs()) {
      offers.refresh(turn);
    } else {
      talking.expired(turn);
      forget(turn);
    }
  }

  private void settle(SipTurn turn, CallingRules.Outcome outcome) {
    switch (outcome) {
      case RINGS -> {
        // not decided yet
      }
      case TAKEN -> talk(turn, rules().cancelled());
      case OVER -> forget(turn);
    }
  }

  private void settle(SipTurn turn, CalledRules.Outcome outcome) {
    switch (outcome) {
      case WAITS -> {
        // not decided yet
      }
      case TAKEN -> talk(turn, invited().leaving());
      case OVER -> forget(turn);
    }
  }

  private void talk(SipTurn turn, boolean leaves) {
    stage = Stage.TALKING;
    if (leaves) {
      leave(turn);
    }
  }

  private void leave(SipTurn turn) {
    stage = Stage.LEAVING;
    leftMillis = turn.now + times.endMillis();
    timer.stop();
    offers.drop(turn);
    turn.send("BYE", Body.NONE, end.headers());
  }

  private void forget(SipTurn turn) {
    stage = Stage.OVER;
    turn.add(new SipEffect.Forget());
  }

  private CallingRules rules() {
    return java.util.Objects.requireNonNull(calling);
  }

  private CalledRules invited() {
    return java.util.Objects.requireNonNull(called);
  }
}
