package io.voxbus.call.rules;

import io.voxbus.call.state.MachineState;
import io.voxbus.call.state.TransferState;
import io.voxbus.call.playback.PlaybackRules;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Resumption;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
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

/** The main leg of a telephone call: how it is placed or taken, held, and hung up. */
final class PhoneRules {
  private static final String RINGTONE = "ringtone";
  private static final int OK = 200;

  private final String leg;
  private final CallRules rules;
  private final CallSetup.@Nullable Incoming incoming;
  private final CallCourse call;
  private final PlaybackRules playback;
  private final OfferRules changes;
  /** With media before the call is taken; null while it is without. */
  private Command.@Nullable Ringing early;
  /** Our SDP, once the media is open. */
  private @Nullable String ours;
  /** The far end's SDP that the media knows. */
  private @Nullable String theirs;
  private final GoingOn going;
  private long acceptUntilMillis = Long.MAX_VALUE;
  private long ringMillis;
  private int status;
  private boolean live;
  private boolean earlyTold;
  /** The media is opened for somebody else than a client. */
  private boolean forwarded;

  PhoneRules(CallSetup setup, CallRules rules, CallCourse call, PlaybackRules playback) {
    this.leg = setup.callId();
    this.rules = rules;
    this.incoming = setup.incoming();
    this.call = call;
    this.playback = playback;
    this.changes = new OfferRules(leg, null);
    this.going = new GoingOn(leg);
  }

  MachineState.Phone state() {
    return new MachineState.Phone(ringMillis, status, going.dialog(), talk(),
        changes.state().onHold(), going.invites(), going.waiting(), acceptUntilMillis);
  }

  void restore(MachineState.Phone state) {
    ringMillis = state.ringMillis();
    status = state.status();
    acceptUntilMillis = state.acceptUntilMillis();
    going.restore(state);
    live = going.known();
    changes.restore(new TransferState.Offer(state.onHold(), null));
  }

  private Carrier.@Nullable Talk talk() {
    return going.talk(changes, ours, theirs == null ? offer() : theirs);
  }

  /** Whether the far end can be asked to talk to another node; what is kept is all that there is then. */
  boolean movable() {
    return going.known() && talk() != null && !changes.isUnderWay();
  }

  /** Another node has had the dialog and the media; false: nobody can go on with that. */
  boolean resume(Turn turn, Resumption at) {
    Carrier.Talk agreed = talk();
    ours = null;
    if (agreed == null || !going.resume(turn, agreed, at)) {
      return false;
    }
    turn.add(new Effect.OpenMedia(call.option(),
        new Carrier.Rtp(null, Refusals.srtp(call.option().sip(), rules), talk()), at.epoch()));
    return true;
  }

  /** The far end rang, and is called anew. False: it can't be, or has answered. */
  boolean callAgain(Turn turn, Resumption at) {
    boolean again = status == 0 && going.takeBack(turn);
    if (again) {
      ringMillis = 0;
      turn.emit(ResumeRules.takenOver(turn, at));
      openMedia(turn, at.epoch());
    }
    return again;
  }

  /** The far end has called, and waits here. False: it can't, or has been answered. */
  boolean hearAgain(Turn turn, Resumption at) {
    live = status == 0 && going.hear(turn, at);
    return live;
  }

  /** When the call is lost, as the far end does not answer. */
  long resumeUntilMillis() {
    return going.untilMillis();
  }

  OfferRules changes() {
    return changes;
  }

  /** When the far end rang, or was let ring; 0: never. */
  long ringMillis() {
    return ringMillis;
  }

  /** The SIP status the call came to, 0 while it has none. */
  int status() {
    return status;
  }

  long acceptUntilMillis() {
    return call.phase() == Phase.PENDING ? acceptUntilMillis : Long.MAX_VALUE;
  }

  /** Whether the far end hears what we play, though the call is not answered. */
  boolean audible() {
    return early != null && ours != null;
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
    live = true;
    CallOption option = call.option();
    turn.emit(new Event.Incoming(leg, turn.now, option.caller(), option.callee(),
        invite.offer() == null ? "" : invite.offer(), invite.headers()));
  }

  /** From now on somebody has time to take the call. */
  void awaitTaker(Turn turn) {
    acceptUntilMillis = turn.now + rules.acceptMillis();
  }

  /** Opens the media, for somebody who is to be called before the caller is answered. */
  void prepare(Turn turn, long part) {
    forwarded = true;
    openMedia(turn, part);
  }

  void openMedia(Turn turn, long part) {
    turn.add(media(call.option(), part));
  }

  void prepared(String sdp) {
    ours = sdp;
  }

  /** The caller is told that it rings, and may be let hear it. */
  void ringBack(Turn turn, boolean audible) {
    boolean hears = audible && offer() != null;
    if (ringMillis == 0 || (hears && !earlyTold)) {
      earlyTold = hears;
      rings(turn, hears ? ours : null);
    }
  }

  /** What a client wants of a call that has come in; false when it is about something else. */
  boolean obey(Turn turn, Command command) {
    switch (command) {
      case Command.Accept accept -> accept(turn, accept);
      case Command.Reject reject -> reject(turn, reject);
      case Command.Ringing ringing -> ring(turn, ringing);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void accept(Turn turn, Command.Accept accept) {
    CallOption given = accept.call();
    CallOption known = call.option();
    call.take(given.between(known.caller(), known.callee(), known.offer())
        .recordedBy(known.recorder()));
    playback.endLoop(turn);
    if (ours != null) {
      taken(turn, ours);
    } else if (early == null && !forwarded) {
      openMedia(turn, 1);
    }
  }

  private void reject(Turn turn, Command.Reject reject) {
    int code = Refusals.code(reject.code());
    leave(turn, code, Refusals.because(code, reject.reason()));
    call.end(turn, "rejected", "callee");
  }

  private void ring(Turn turn, Command.Ringing ringing) {
    boolean wantsMedia = ringing.earlyMedia() || Refusals.given(ringing.ringtone()) != null;
    if (wantsMedia && offer() != null && early == null) {
      early = ringing;
      turn.add(media(call.option().recordedBy(ringing.recorder()), 1));
    } else if (!wantsMedia || offer() == null) {
      rings(turn, null);
    }
  }

  void opened(Turn turn, String sdp) {
    ours = sdp;
    if (going.waits()) {
      changes.move(turn, sdp);
    } else if (incoming == null) {
      CallOption option = call.option();
      live = true;
      turn.add(new Effect.Dial(new SipRequest.Dial(leg, new SipRequest.Callee(
          String.valueOf(option.callee()), option.caller() == null ? "" : option.caller(),
          option.sip(), null), sdp)));
    } else if (early != null && call.phase() == Phase.PENDING) {
      rings(turn, sdp);
      call.audible(turn);
      if (Refusals.given(early.ringtone()) != null) {
        playback.loop(turn, String.valueOf(early.ringtone()), RINGTONE);
      }
    } else {
      taken(turn, sdp);
    }
  }

  private void rings(Turn turn, @Nullable String sdp) {
    ringMillis = ringMillis == 0 ? turn.now : ringMillis;
    turn.sip(leg, new SipRequest.Ring(sdp));
    turn.add(new Effect.Ringing());
    turn.emit(new Event.Ringing(leg, turn.now, sdp != null, null));
  }

  private void taken(Turn turn, String sdp) {
    if (early != null || forwarded) {
      turn.media(new MediaRequest.Configure(call.option()));
    }
    turn.sip(leg, new SipRequest.Accept(sdp));
    status = OK;
    if (offer() != null) {
      call.answered(turn, sdp);
    }
  }

  /** The media could not be opened: the far end is told before the client. */
  void refused(Turn turn, int code, String why) {
    if (incoming != null) {
      leave(turn, code == 488 ? 488 : 503, Refusals.headers(code, why));
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
      case SipEvent.HungUp h when incoming == null -> over(turn, status, "callee", "callee");
      case SipEvent.HungUp h -> over(turn, status, "caller", "caller");
      case SipEvent.Lost(int code, String reason) -> {
        turn.error("sip", reason, code);
        over(turn, status == 0 ? code : status, "failed", "system");
      }
      case SipEvent.Reoffered reoffered -> changes.on(turn, reoffered);
      case SipEvent.Reanswered reanswered -> changes.on(turn, reanswered);
      case SipEvent.ReofferRefused refused -> changes.on(turn, refused);
      case SipEvent.ReofferAgain() -> changes.again(turn);
      case SipEvent.MessageCame(String body, String type) ->
        turn.emit(new Event.Message(leg, turn.now, body, type, null));
      case SipEvent.MessageRefused(int code, String reason) ->
        turn.error("command", "the message was refused: " + reason, code);
      case SipEvent.Dtmf d -> throw new IllegalStateException("digits go to the listening rules");
      case SipEvent.TransferAsked _,SipEvent.TransferProgress _ ->
        throw new IllegalStateException("that has its own rules");
    }
  }

  private void progress(Turn turn, SipEvent.Progress progress) {
    if (progress.code() < 180 || progress.code() == 181 || call.phase() != Phase.CONNECTING) {
      return;
    }
    boolean hears = progress.sdp() != null;
    boolean news = ringMillis == 0 || (hears && !earlyTold);
    ringMillis = ringMillis == 0 ? turn.now : ringMillis;
    earlyTold = earlyTold || hears;
    if (progress.sdp() != null && !progress.sdp().equals(theirs)) {
      tellMedia(turn, progress.sdp());
    }
    if (news) {
      turn.add(new Effect.Ringing());
      turn.emit(new Event.Ringing(leg, turn.now, hears, null));
    }
  }

  /** The far end has the call. The client is told when the media has agreed. */
  private void answered(Turn turn, String sdp) {
    status = OK;
    if (sdp.equals(theirs)) {
      call.answered(turn, sdp);
    } else {
      tellMedia(turn, sdp);
    }
  }

  private void tellMedia(Turn turn, String sdp) {
    theirs = sdp;
    turn.ask(new MediaRequest.Answered(leg, sdp));
  }

  private void refusedBy(Turn turn, int code, String reason) {
    turn.emit(new Event.Reject(leg, turn.now, reason, code, null));
    turn.error("invite", code + " " + reason, code);
    String why = Refusals.reason(code);
    over(turn, code, why, why.equals("failed") ? "system" : "callee");
  }

  private void over(Turn turn, int code, String why, String who) {
    live = false;
    status = code;
    call.end(turn, why, who);
  }

  /** The media has agreed to the far end's SDP. */
  void agreed(Turn turn, String sdp) {
    going.on();
    if (status == OK && call.phase() == Phase.CONNECTING) {
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

  /** Nobody has taken the call in time. */
  void tick(Turn turn) {
    if (going.untilMillis() <= turn.now) {
      call.end(turn, "nodeFailure", "system");
    } else if (acceptUntilMillis() <= turn.now) {
      leave(turn, 480, Map.of());
      call.end(turn, "noAnswer", "system");
    }
  }

  /** The call ends for a reason of its own: the far end is told, with {@code code} if it has not been answered yet. */
  void leave(Turn turn, int code, @Nullable Map<String, String> given) {
    if (live) {
      live = false;
      status = status == 0 ? code : status;
      turn.sip(leg, new SipRequest.End(code, "", Refusals.headers(call.option().sip(), given)));
    }
  }

  private Effect.OpenMedia media(CallOption option, long part) {
    return new Effect.OpenMedia(option,
        new Carrier.Rtp(offer(), Refusals.srtp(option.sip(), rules)), part);
  }

  private @Nullable String offer() {
    return incoming == null ? null : incoming.offer();
  }
}
