package io.voxbus.call.rules;

import io.voxbus.call.state.TransferState;
import io.voxbus.call.playback.PlaybackRules;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Resumption;
import io.voxbus.call.turn.Signal;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.ReferOption;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Route;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipInvite;
import io.voxbus.protocol.bus.SipRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transfer of a call: to a second leg that hears the first one, while the call stays here; or by asking the far end
 * to call somebody else. One at a time; its events are marked {@code refer}.
 */
final class TransferRules {
  private static final String MUSIC = "moh";

  private final CallRules rules;
  private final CallCourse call;
  private final PlaybackRules playback;
  private @Nullable SecondLeg leg;
  /** One whose node is gone, and of which clients have not been told. */
  private @Nullable SecondLeg lost;
  private final ReferRules referral;
  private final ConnectRules connecting;
  /** Who waits for a leg that is called in order to take a call that has come in. */
  private SecondLeg.@Nullable Fate fate;
  private int legs;

  TransferRules(CallRules rules, CallCourse call, PlaybackRules playback) {
    this.rules = rules;
    this.call = call;
    this.playback = playback;
    this.referral = new ReferRules(call);
    this.connecting = new ConnectRules(call, playback, referral);
  }

  /** @param waiting for a leg that is called in order to take a call that has come in */
  void forwardFor(SecondLeg.Fate waiting) {
    fate = waiting;
  }

  TransferState state() {
    SecondLeg kept = leg == null ? lost : leg;
    return new TransferState(kept == null ? null : kept.state(), referral.asked(),
        referral.referrer(), legs);
  }

  void restore(TransferState state) {
    leg = state.leg() == null ? null : SecondLeg.of(state.leg(), fate);
    referral.restore(state);
    legs = state.legs();
  }

  /** The node that held the second leg is gone: it comes along, or its far end is told at once. */
  void cut(Turn turn, Resumption by) {
    SecondLeg at = leg;
    if (at != null && !at.comeAlong(turn, by)) {
      lost = at;
      leg = null;
      at.endElsewhere(turn, by);
    }
  }

  /** The call has media here: the second leg gets its own, or clients are told that it is lost. */
  void goOn(Turn turn) {
    SecondLeg gone = lost;
    lost = null;
    if (gone != null) {
      tellLost(turn, gone);
    } else if (leg != null) {
      leg.timeToComeAlong(turn);
      if (!leg.taken) {
        music(turn, leg.option);
      }
      openMedia(turn, leg);
    }
  }

  /** Nobody else waits for what has come in for that leg; a client may transfer its call anew. */
  private void tellLost(Turn turn, SecondLeg gone) {
    gone.tell(turn, "nodeFailure", "system");
    referral.ended(turn, gone, 503, "Service Unavailable");
    if (gone.fate != null && call.phase() == Phase.ANSWERED) {
      call.end(turn, "nodeFailure", "system");
    }
  }

  /** Its far end does not come along. */
  private void lose(Turn turn, SecondLeg at) {
    leave(turn);
    turn.media(new MediaRequest.CloseLeg(at.id));
    tellLost(turn, at);
  }

  ReferRules referral() {
    return referral;
  }

  boolean isUnderWay() {
    return leg != null;
  }

  /** Whether there is no second leg, or one that talks. */
  boolean isSettled() {
    return lost == null && !isTied();
  }

  /** Whether it would be lost, or ring anew, if the call went to another node now. */
  boolean isTied() {
    return leg != null && !leg.movable();
  }

  boolean owns(String id) {
    return leg != null && leg.id.equals(id);
  }

  long nextMillis() {
    return leg == null ? Long.MAX_VALUE : leg.nextMillis();
  }

  void refer(Turn turn, Command.Refer refer) {
    String callee = refer.callee() == null || refer.callee().isBlank()
        ? refer.target()
        : refer.callee();
    ReferOption option = refer.options() == null ? ReferOption.NONE : refer.options();
    if (Boolean.TRUE.equals(option.bypass())) {
      bypass(turn, callee, option);
    } else if (callee == null || callee.isBlank()) {
      turn.error("command", "refer wants a callee", 400);
    } else if (leg != null) {
      turn.error("command", "the call is being transferred already", 409);
    } else {
      open(turn, new SecondLeg(turn.callId + "-refer-" + ++legs, callee, option, turn.now),
          refer.caller());
    }
  }

  /** Calls whom the dial plan names, while the caller waits. */
  void forward(Turn turn, Route route) {
    String callee = ControlRules.given(call.option().callee(), "");
    open(turn, new SecondLeg(turn.callId + "-refer-" + ++legs, callee, ReferOption.NONE, turn.now,
        route, fate), null);
  }

  /** Whoever is being called is not wanted any more. */
  void drop(Turn turn) {
    if (leg != null) {
      hangup(turn);
    }
  }

  /** With a second leg that has answered, the far end takes its place (RFC 5589 section 7). */
  private void bypass(Turn turn, @Nullable String callee, ReferOption option) {
    SecondLeg consulted = leg != null && leg.taken ? leg : null;
    if (consulted == null && (callee == null || callee.isBlank())) {
      turn.error("command", "refer wants a callee", 400);
      return;
    }
    referral.ask(turn, consulted == null ? String.valueOf(callee) : consulted.callee,
        consulted == null ? null : consulted.id, option);
  }

  private void open(Turn turn, SecondLeg opened, @Nullable String caller) {
    leg = opened;
    opened.caller = caller == null || caller.isBlank()
        ? ControlRules.given(call.option().caller(), "")
        : caller;
    music(turn, opened.option);
    openMedia(turn, opened);
  }

  private void music(Turn turn, ReferOption option) {
    if (option.moh() != null && !option.moh().isBlank()) {
      playback.loop(turn, option.moh(), MUSIC);
    }
  }

  private void openMedia(Turn turn, SecondLeg at) {
    turn.ask(at.media(Refusals.srtp(at.option.sip(), rules)));
  }

  /** What the media made of what it was asked for the second leg. */
  void gave(Turn turn, Signal.MediaGave given) {
    if (leg == null) {
      return;
    }
    switch (given.request()) {
      case MediaRequest.OpenLeg open -> connecting.opened(turn, leg, given.sdp(), given.same());
      case MediaRequest.Answered answered -> connecting.agreed(turn, leg, answered);
      default -> leg.changes.gave(turn, given.request(), given.sdp());
    }
  }

  void denied(Turn turn, MediaRequest request, int code, String why) {
    if (leg == null) {
      return;
    }
    if (leg.waits()) {
      lose(turn, leg);
    } else if (request instanceof MediaRequest.OpenLeg
        || request instanceof MediaRequest.Answered) {
      refused(turn, leg, code, why);
    } else {
      leg.changes.denied(turn, request, code, why);
    }
  }

  void on(Turn turn, String id, SipEvent event) {
    SecondLeg at = leg;
    if (at == null || !at.id.equals(id)) {
      return;
    }
    switch (event) {
      case SipEvent.Progress progress -> connecting.progress(turn, at, progress);
      case SipEvent.Answered(String sdp) -> connecting.answered(turn, at, sdp);
      case SipEvent.Refused(int code, String reason) -> {
        at.dialled = false;
        refused(turn, at, code, reason);
      }
      case SipEvent.HungUp h -> ended(turn, at, "callee", "callee");
      case SipEvent.Lost _,SipEvent.ReofferRefused _ when at.waits() -> lose(turn, at);
      case SipEvent.Lost l -> ended(turn, at, "failed", "system");
      case SipEvent.Reoffered reoffered -> at.on(turn, reoffered);
      case SipEvent.Reanswered reanswered -> at.changes.on(turn, reanswered);
      case SipEvent.ReofferAgain() -> at.changes.again(turn);
      case SipEvent.ReofferRefused refused -> at.changes.on(turn, refused);
      case SipEvent.Dtmf(String digit) -> at.pressed(turn, digit);
      case SipEvent.MessageCame(String body, String type) ->
        turn.emit(new Event.Message(id, turn.now, body, type, true));
      case SipEvent.MessageRefused(int code, String reason) ->
        turn.error("command", "the message was refused: " + reason, code);
      case SipEvent.TransferAsked asking -> referral.on(turn, id, asking);
      case SipEvent.Cancelled _,SipEvent.Waits _ -> throw new IllegalStateException("we called");
      case SipEvent.TransferProgress t -> {
        // we ask the main leg only
      }
      case SipEvent.Invited(SipInvite now) -> at.invited(now);
      case SipEvent.Kept(SipDialog now) -> at.keep(now);
    }
  }

  void on(Turn turn, MediaEvent.OfLeg of) {
    SecondLeg at = leg;
    if (at == null || !at.id.equals(of.leg())) {
      return;
    }
    if (of.event() instanceof MediaEvent.Vanished) {
      turn.sip(at.id, new SipRequest.End(480, "", Map.of()));
      ended(turn, at, "rtpTimeout", "system");
    } else {
      at.on(turn, of.event());
    }
  }

  void on(Turn turn, String id, AiEvent event) {
    if (leg != null && leg.id.equals(id)) {
      leg.hear(turn, event);
    }
  }

  void tick(Turn turn) {
    if (leg != null && leg.nextMillis() <= turn.now && !leg.askedAlong(turn)) {
      if (leg.taken) {
        lose(turn, leg);
      } else {
        refused(turn, leg, 408, "Timeout when refer");
      }
    }
  }

  /** The client ends only the second leg. */
  void hangup(Turn turn) {
    if (leg == null) {
      turn.error("command", "the call is not transferred", 404);
    } else {
      SecondLeg at = leg;
      leave(turn);
      close(turn, at, "system", "client");
      at.resume(turn, call.option());
    }
  }

  /** The whole call ends. */
  void leave(Turn turn) {
    if (leg != null && leg.dialled) {
      turn.sip(leg.id, new SipRequest.End(480, "", Map.of()));
      leg.deafen(turn);
    }
    leg = null;
  }

  /** A key of the call's far end. */
  void pressed(Turn turn, String key) {
    if (leg != null) {
      leg.press(turn, key);
    }
  }

  private void refused(Turn turn, SecondLeg at, int code, String why) {
    leave(turn);
    playback.endLoop(turn);
    turn.media(new MediaRequest.CloseLeg(at.id));
    turn.emit(new Event.Reject(at.id, turn.now, why, code, true));
    referral.tell(turn, code, why);
    at.refuse(turn, code, why);
  }

  private void ended(Turn turn, SecondLeg at, String why, String who) {
    leg = null;
    at.deafen(turn);
    close(turn, at, why, who);
    if (at.fate != null) {
      call.end(turn, why, who);
    } else if (!Boolean.FALSE.equals(at.option.autoHangup())) {
      call.end(turn, "refer", "system");
    } else {
      at.resume(turn, call.option());
    }
  }

  private void close(Turn turn, SecondLeg at, String why, String who) {
    playback.endLoop(turn);
    turn.media(new MediaRequest.CloseLeg(at.id));
    at.tell(turn, why, who);
    referral.ended(turn, at, 487, "Request Terminated");
  }
}
