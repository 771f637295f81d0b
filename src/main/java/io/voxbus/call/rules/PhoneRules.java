package io.voxbus.call.rules;

import io.voxbus.call.playback.PlaybackRules;
import io.voxbus.call.state.MachineState;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Resumption;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipInvite;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.protocol.bus.SipWaiting;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The main leg of a telephone call: how it is placed or taken, held, goes on at another node, and is hung up. */
final class PhoneRules {
  private static final int OK = 200;

  private final PhoneLeg leg;
  private final GoingOn going;
  private final TakingRules taking;
  private final CallCourse call;

  PhoneRules(CallSetup setup, CallRules rules, CallCourse call, PlaybackRules playback) {
    this.leg = new PhoneLeg(setup, rules, call);
    this.going = leg.going;
    this.taking = new TakingRules(leg, rules, call, playback);
    this.call = call;
  }

  MachineState.Phone state() {
    return leg.state(taking.untilMillis());
  }

  void restore(MachineState.Phone state) {
    leg.restore(state);
    taking.restore(state.acceptUntilMillis());
  }

  boolean movable() {
    return leg.movable();
  }

  /** Another node has had the dialog and the media; false: nobody can go on with that. */
  boolean resume(Turn turn, Resumption at) {
    Carrier.Talk agreed = leg.talk();
    leg.ours = null;
    if (agreed == null || !going.resume(turn, agreed, at)) {
      return false;
    }
    turn.add(leg.mediaAgain(at.epoch()));
    return true;
  }

  /** The far end rang, and is called anew. False: it can't be, or has answered. */
  boolean callAgain(Turn turn, Resumption at) {
    boolean again = leg.status == 0 && going.takeBack(turn);
    if (again) {
      leg.ringMillis = 0;
      turn.emit(ResumeRules.takenOver(turn, at));
      openMedia(turn, at.epoch());
    }
    return again;
  }

  /** The far end has called, and waits here. False: it can't, or has been answered. */
  boolean hearAgain(Turn turn, Resumption at) {
    leg.live = leg.status == 0 && going.hear(turn, at);
    return leg.live;
  }

  /** When the far end is asked to come along, or the call is lost as it does not answer. */
  long resumeMillis() {
    return going.nextMillis();
  }

  OfferRules changes() {
    return leg.changes;
  }

  /** How a call that has come in is taken. */
  TakingRules taking() {
    return taking;
  }

  /** When the far end rang, or was let ring; 0: never. */
  long ringMillis() {
    return leg.ringMillis;
  }

  /** The SIP status the call came to, 0 while it has none. */
  int status() {
    return leg.status;
  }

  /** We call. The far end hears of it when we have a port to be sent audio to. */
  void place(Turn turn) {
    String callee = call.option().callee();
    if (callee == null || callee.isBlank()) {
      turn.error("invite", "a telephone call wants a callee", 400);
      call.end(turn, "failed", "system");
    } else {
      openMedia(turn, 1);
    }
  }

  /** We are called. Clients and the webhook learn of it by this event. */
  void offered(Turn turn, CallSetup.Incoming invite) {
    leg.live = true;
    CallOption option = call.option();
    turn.emit(new Event.Incoming(leg.id, turn.now, option.caller(), option.callee(),
        invite.offer() == null ? "" : invite.offer(), invite.headers()));
  }

  /** Opens the media, for somebody who is to be called before the caller is answered. */
  void prepare(Turn turn, long part) {
    taking.forward();
    openMedia(turn, part);
  }

  void openMedia(Turn turn, long part) {
    turn.add(leg.media(call.option(), part));
  }

  void prepared(String sdp) {
    leg.ours = sdp;
  }

  /** @param same with the address and port that another node had for it */
  void opened(Turn turn, String sdp, boolean same) {
    leg.ours = sdp;
    if (going.waits()) {
      leg.changes.move(turn, sdp, same);
    } else if (leg.hasCalled()) {
      taking.opened(turn, sdp);
    } else {
      CallOption option = call.option();
      leg.live = true;
      turn.add(new Effect.Dial(new SipRequest.Dial(leg.id, new SipRequest.Callee(
          String.valueOf(option.callee()), option.caller() == null ? "" : option.caller(),
          option.sip(), null), sdp)));
    }
  }

  /** The media could not be opened: the far end is told before the client. */
  void refused(Turn turn, int code, String why) {
    if (leg.hasCalled()) {
      leg.leave(turn, code == 488 ? 488 : 503, Refusals.headers(code, why));
    }
  }

  void on(Turn turn, SipEvent event) {
    switch (event) {
      case SipEvent.Kept(SipDialog now) -> going.keep(now);
      case SipEvent.Invited(SipInvite now) -> going.invited(now);
      case SipEvent.Waits(SipWaiting now) -> going.waits(now);
      case SipEvent.Lost _ when going.underWay() -> call.end(turn, "nodeFailure", "system");
      case SipEvent.ReofferRefused _ when going.waits() -> call.end(turn, "nodeFailure", "system");
      case SipEvent.Progress progress -> progress(turn, progress);
      case SipEvent.Answered(String sdp) -> answered(turn, sdp);
      case SipEvent.Refused(int code, String reason) -> refusedBy(turn, code, reason);
      case SipEvent.Cancelled() -> over(turn, 487, "canceled", "caller");
      case SipEvent.HungUp _ -> hungUp(turn, leg.hasCalled() ? "caller" : "callee");
      case SipEvent.Lost(int code, String reason) -> {
        turn.error("sip", reason, code);
        over(turn, leg.status == 0 ? code : leg.status, "failed", "system");
      }
      case SipEvent.Reoffered reoffered -> going.on(turn, reoffered);
      case SipEvent.Reanswered reanswered -> leg.changes.on(turn, reanswered);
      case SipEvent.ReofferRefused refused -> leg.changes.on(turn, refused);
      case SipEvent.ReofferAgain() -> leg.changes.again(turn);
      case SipEvent.MessageCame(String body, String type) ->
        turn.emit(new Event.Message(leg.id, turn.now, body, type, null));
      case SipEvent.MessageRefused(int code, String reason) ->
        turn.error("command", "the message was refused: " + reason, code);
      case SipEvent.Dtmf d -> throw new IllegalStateException("digits go to the listening rules");
      case SipEvent.TransferAsked _,SipEvent.TransferProgress _ ->
        throw new IllegalStateException("that has its own rules");
    }
  }

  private void hungUp(Turn turn, String who) {
    over(turn, leg.status, who, who);
  }

  private void progress(Turn turn, SipEvent.Progress progress) {
    if (progress.code() < 180 || progress.code() == 181 || call.phase() != Phase.CONNECTING) {
      return;
    }
    boolean hears = progress.sdp() != null;
    boolean news = leg.ringMillis == 0 || (hears && !leg.earlyTold);
    leg.ringMillis = leg.ringMillis == 0 ? turn.now : leg.ringMillis;
    leg.earlyTold = leg.earlyTold || hears;
    if (progress.sdp() != null && !progress.sdp().equals(leg.theirs)) {
      tellMedia(turn, progress.sdp());
    }
    if (news) {
      turn.add(new Effect.Ringing());
      turn.emit(new Event.Ringing(leg.id, turn.now, hears, null));
    }
  }

  /** The far end has the call. The client is told when the media has agreed. */
  private void answered(Turn turn, String sdp) {
    leg.status = OK;
    if (sdp.equals(leg.theirs)) {
      call.answered(turn, sdp);
    } else {
      tellMedia(turn, sdp);
    }
  }

  private void tellMedia(Turn turn, String sdp) {
    leg.theirs = sdp;
    turn.ask(new MediaRequest.Answered(leg.id, sdp));
  }

  private void refusedBy(Turn turn, int code, String reason) {
    turn.emit(new Event.Reject(leg.id, turn.now, reason, code, null));
    turn.error("invite", code + " " + reason, code);
    String why = Refusals.reason(code);
    over(turn, code, why, why.equals("failed") ? "system" : "callee");
  }

  private void over(Turn turn, int code, String why, String who) {
    leg.live = false;
    leg.status = code;
    call.end(turn, why, who);
  }

  /** The media has agreed to the far end's SDP. */
  void agreed(Turn turn, String sdp) {
    going.on();
    if (leg.status == OK && call.phase() == Phase.CONNECTING) {
      call.answered(turn, sdp);
    }
  }

  void disagreed(Turn turn, int code, String why) {
    if (going.waits()) {
      call.end(turn, "nodeFailure", "system");
      return;
    }
    turn.error(call.phase() == Phase.CONNECTING ? "invite" : "media", why, code);
    leave(turn, 488, Map.of());
    call.end(turn, "failed", "system");
  }

  /** It is time to ask the far end along, or it has not come along in time, or nobody has taken the call. */
  void tick(Turn turn) {
    if (going.nextMillis() > turn.now) {
      taking.tick(turn);
    } else if (!going.ask(turn)) {
      call.end(turn, "nodeFailure", "system");
    }
  }

  void leave(Turn turn, int code, @Nullable Map<String, String> given) {
    leg.leave(turn, code, given);
  }
}
