package io.voxbus.call.rules;

import io.voxbus.call.state.TransferState;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import org.jspecify.annotations.Nullable;

/** Changes of a leg whose call is up: either side holds the other, takes it back, or changes the codec. */
final class OfferRules {
  /** For so long a far end that hears us is not asked to come along: the calls that are silent have the node first. */
  private static final long UNHURRIED_MILLIS = 1_500;

  private final String leg;
  private final @Nullable Boolean refer;
  private boolean onHold;
  /** What we want to offer; null while we do not. */
  private @Nullable Boolean holding;
  /** The far end is asked to come along to this node. */
  private boolean moving;
  /** When it is asked, if it is not yet. */
  private long moveMillis = Long.MAX_VALUE;
  /** What we have offered last. */
  private String offered = "";
  private Carrier.@Nullable Talk talk;

  /** @param refer true for the leg of a transfer */
  OfferRules(String leg, @Nullable Boolean refer) {
    this.leg = leg;
    this.refer = refer;
  }

  TransferState.Offer state() {
    return new TransferState.Offer(onHold, holding);
  }

  void restore(TransferState.Offer state) {
    onHold = state.onHold();
    holding = state.holding();
  }

  /** The last SDP of both sides since the leg was answered; null: that of its answer. */
  Carrier.@Nullable Talk talk() {
    return talk;
  }

  /** Whether a change waits for the far end's answer. */
  boolean isUnderWay() {
    return holding != null || moving;
  }

  /**
   * The far end is asked to talk to this node from now on.
   *
   * @param same it does already: it is asked for its later requests, when {@link #moveMillis} is over
   */
  void move(Turn turn, String sdp, boolean same) {
    moving = true;
    if (same) {
      offered = sdp;
      moveMillis = turn.now + UNHURRIED_MILLIS;
    } else {
      offer(turn, sdp);
    }
  }

  /** When it wants {@link #ask}; {@link Long#MAX_VALUE}: never. */
  long moveMillis() {
    return moveMillis;
  }

  void ask(Turn turn) {
    moveMillis = Long.MAX_VALUE;
    offer(turn, offered);
  }

  /** Whether the far end has come along by an offer of its own, before it was asked. */
  boolean cameAlong() {
    boolean unasked = moveMillis != Long.MAX_VALUE;
    moveMillis = Long.MAX_VALUE;
    moving = moving && !unasked;
    return unasked;
  }

  private void offer(Turn turn, String sdp) {
    offered = sdp;
    turn.sip(leg, new SipRequest.Reoffer(sdp));
  }

  void hold(Turn turn, boolean hold) {
    if (isUnderWay()) {
      turn.error("command", "another change is under way", 409);
    } else {
      holding = hold;
      turn.ask(new MediaRequest.Reoffer(leg, hold));
    }
  }

  /** Without SDP the far end asks for our offer (RFC 3264 section 4). */
  void on(Turn turn, SipEvent.Reoffered reoffered) {
    turn.ask(reoffered.sdp() == null
        ? new MediaRequest.Reoffer(leg, false)
        : new MediaRequest.Reoffered(leg, reoffered.sdp()));
  }

  void on(Turn turn, SipEvent.Reanswered reanswered) {
    holding = null;
    moving = false;
    talk = new Carrier.Talk(offered, reanswered.sdp());
    turn.ask(new MediaRequest.Answered(leg, reanswered.sdp()));
  }

  /** What we want has not been said yet. */
  void again(Turn turn) {
    if (holding != null) {
      turn.ask(new MediaRequest.Reoffer(leg, holding));
    }
  }

  void on(Turn turn, SipEvent.ReofferRefused refused) {
    holding = null;
    moving = false;
    turn.error("command", "the far end refused the change: " + refused.reason(), refused.code());
  }

  /** The media has made an answer, or an offer. */
  void gave(Turn turn, MediaRequest request, String sdp) {
    if (request instanceof MediaRequest.Reoffered reoffered) {
      talk = new Carrier.Talk(sdp, reoffered.sdp());
      turn.sip(leg, new SipRequest.Reanswer(sdp));
      tell(turn, HoldState.of(reoffered.sdp()));
    } else if (holding != null) {
      offer(turn, sdp);
    } else {
      offered = sdp;
      turn.sip(leg, new SipRequest.Reanswer(sdp));
    }
  }

  void denied(Turn turn, MediaRequest request, int code, String why) {
    if (request instanceof MediaRequest.Reoffer && holding != null) {
      holding = null;
      turn.error("command", why, code);
    } else {
      turn.sip(leg, new SipRequest.RefuseReoffer(488, why));
    }
  }

  private void tell(Turn turn, boolean hold) {
    if (hold != onHold) {
      onHold = hold;
      turn.emit(new Event.Hold(leg, turn.now, hold, refer));
    }
  }
}
