package io.voxbus.call.rules;

import io.voxbus.call.state.TransferState;
import io.voxbus.call.playback.PlaybackRules;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.ReferOption;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.Carrier;
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
 * to call somebody else (RFC 3515). One at a time; its events are marked {@code refer}.
 */
final class TransferRules {
  private static final String MUSIC = "moh";
  private static final int KEY_MILLIS = 100;

  private final CallRules rules;
  private final CallCourse call;
  private final PlaybackRules playback;
  private @Nullable SecondLeg leg;
  /** One whose node is gone, and of which clients have not been told. */
  private @Nullable SecondLeg lost;
  private @Nullable ReferOption asked;
  /** The leg whose far end has asked for a transfer and waits to hear what became of it. */
  private @Nullable String referrer;
  private int legs;

  TransferRules(CallRules rules, CallCourse call, PlaybackRules playback) {
    this.rules = rules;
    this.call = call;
    this.playback = playback;
  }

  TransferState state() {
    SecondLeg kept = leg == null ? lost : leg;
    return new TransferState(kept == null ? null : kept.state(), asked, referrer, legs);
  }

  void restore(TransferState state) {
    leg = state.leg() == null ? null : SecondLeg.of(state.leg());
    asked = state.asked();
    referrer = state.referrer();
    legs = state.legs();
  }

  /** The node that held the second leg is gone: its far end is told at once. */
  void cut(Turn turn) {
    lost = leg;
    leg = null;
    if (lost != null) {
      lost.endElsewhere(turn);
    }
  }

  /** The call goes on without it, and clients are told. */
  void lose(Turn turn) {
    SecondLeg gone = lost;
    lost = null;
    asked = null;
    referrer = null;
    if (gone != null) {
      gone.tell(turn, "nodeFailure", "system");
    }
  }

  boolean isUnderWay() {
    return leg != null;
  }

  boolean owns(String id) {
    return leg != null && leg.id.equals(id);
  }

  long nextMillis() {
    return leg == null || leg.taken ? Long.MAX_VALUE : leg.untilMillis;
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
  void forward(Turn turn, Route route, SecondLeg.Fate fate) {
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
    asked = option;
    turn.sip(turn.callId, new SipRequest.Transfer(
        consulted == null ? String.valueOf(callee) : consulted.callee,
        consulted == null ? null : consulted.id));
  }

  private void open(Turn turn, SecondLeg opened, @Nullable String caller) {
    leg = opened;
    opened.caller = caller == null || caller.isBlank()
        ? ControlRules.given(call.option().caller(), "")
        : caller;
    if (opened.option.moh() != null && !opened.option.moh().isBlank()) {
      playback.loop(turn, opened.option.moh(), MUSIC);
    }
    turn.ask(new MediaRequest.OpenLeg(opened.id,
        new Carrier.Rtp(null, Refusals.srtp(opened.option.sip(), rules)), opened.option.vad(),
        opened.option.asr() != null));
  }

  /** What the media made of what it was asked for the second leg. */
  void gave(Turn turn, MediaRequest request, String sdp) {
    if (leg == null) {
      return;
    }
    switch (request) {
      case MediaRequest.OpenLeg open -> {
        leg.dialled = true;
        turn.add(new Effect.Dial(new SipRequest.Dial(leg.id, new SipRequest.Callee(leg.callee,
            leg.caller, leg.option.sip(), leg.option.callId()), sdp, leg.route)));
      }
      case MediaRequest.Answered answered -> {
        if (leg.theirs.equals(answered.sdp())) {
          agreed(turn, leg);
        }
      }
      default -> leg.changes.gave(turn, request, sdp);
    }
  }

  void denied(Turn turn, MediaRequest request, int code, String why) {
    if (leg == null) {
      return;
    }
    if (request instanceof MediaRequest.OpenLeg || request instanceof MediaRequest.Answered) {
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
      case SipEvent.Progress progress -> progress(turn, at, progress);
      case SipEvent.Answered(String sdp) -> answered(turn, at, sdp);
      case SipEvent.Refused(int code, String reason) -> {
        at.dialled = false;
        refused(turn, at, code, reason);
      }
      case SipEvent.HungUp h -> ended(turn, at, "callee", "callee");
      case SipEvent.Lost l -> ended(turn, at, "failed", "system");
      case SipEvent.Reoffered reoffered -> at.changes.on(turn, reoffered);
      case SipEvent.Reanswered reanswered -> at.changes.on(turn, reanswered);
      case SipEvent.ReofferAgain() -> at.changes.again(turn);
      case SipEvent.ReofferRefused refused -> at.changes.on(turn, refused);
      case SipEvent.Dtmf(String digit) -> digit(turn, at, digit);
      case SipEvent.MessageCame(String body, String type) ->
        turn.emit(new Event.Message(id, turn.now, body, type, true));
      case SipEvent.MessageRefused(int code, String reason) ->
        turn.error("command", "the message was refused: " + reason, code);
      case SipEvent.TransferAsked asking -> on(turn, id, asking);
      case SipEvent.Cancelled c -> throw new IllegalStateException("we called");
      case SipEvent.Waits w -> throw new IllegalStateException("we called");
      case SipEvent.TransferProgress t -> {
        // we ask the main leg only
      }
      case SipEvent.Invited(SipInvite now) -> at.invited(now);
      case SipEvent.Kept(SipDialog now) -> at.keep(now);
    }
  }

  /** A far end wants to be connected with somebody else: clients decide, by a transfer of theirs. */
  void on(Turn turn, String id, SipEvent.TransferAsked asking) {
    referrer = id;
    turn.emit(new Event.TransferRequest(id, turn.now, asking.referTo(), asking.referredBy(),
        id.equals(turn.callId) ? null : true));
  }

  /** Whoever has asked for a transfer hears what became of it (RFC 3515 section 2.4.4). */
  private void tellReferrer(Turn turn, int code, String why) {
    if (referrer != null) {
      turn.sip(referrer, new SipRequest.TransferDone(code, why));
      referrer = null;
    }
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

  void on(Turn turn, MediaEvent.OfLeg of) {
    SecondLeg at = leg;
    if (at == null || !at.id.equals(of.leg())) {
      return;
    }
    switch (of.event()) {
      case MediaEvent.Speaking speaking -> at.listening.on(turn, speaking);
      case MediaEvent.Silence silence -> at.listening.on(turn, silence);
      case MediaEvent.Dtmf dtmf -> digit(turn, at, dtmf.digit());
      case MediaEvent.Vanished() -> {
        turn.sip(at.id, new SipRequest.End(480, "", Map.of()));
        ended(turn, at, "rtpTimeout", "system");
      }
      case MediaEvent.Failed failed -> turn.error(failed.sender(), failed.reason(), failed.code());
      case MediaEvent.Quality quality -> turn.emit(QualityEvent.of(at.id, turn.now,
          quality.reception()));
      default -> {
        // nothing that clients are told of a second leg
      }
    }
  }

  void on(Turn turn, String id, AiEvent event) {
    if (leg != null && leg.id.equals(id)) {
      leg.hear(turn, event);
    }
  }

  void tick(Turn turn) {
    if (leg != null && nextMillis() <= turn.now) {
      refused(turn, leg, 408, "Timeout when refer");
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

  private void progress(Turn turn, SecondLeg at, SipEvent.Progress progress) {
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

  private void answered(Turn turn, SecondLeg at, String sdp) {
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

  /** The media has agreed: what the leg says is heard, also before it has answered. */
  private void agreed(Turn turn, SecondLeg at) {
    boolean answers = at.taken && at.answerMillis == 0;
    if (answers && at.fate != null) {
      at.fate.answered(turn);
    }
    if (!at.connected) {
      at.connected = true;
      playback.endLoop(turn);
      turn.media(new MediaRequest.Connect(at.id, true));
    }
    if (answers) {
      at.answerMillis = turn.now;
      turn.emit(new Event.Answer(at.id, turn.now, at.theirs, true, null));
      at.listen(turn, call.option());
      tellReferrer(turn, 200, "OK");
    } else if (!at.taken && at.fate != null) {
      at.fate.rings(turn, true);
    }
  }

  /** A key of the call's far end. */
  void pressed(Turn turn, String key) {
    if (leg != null && leg.connected && !Boolean.FALSE.equals(leg.option.forwardDtmf())) {
      turn.media(new MediaRequest.DialLeg(leg.id, key, KEY_MILLIS));
    }
  }

  private void digit(Turn turn, SecondLeg at, String digit) {
    turn.emit(new Event.Dtmf(at.id, turn.now, digit, true));
    if (!Boolean.FALSE.equals(at.option.forwardDtmf())) {
      turn.media(new MediaRequest.Dial(digit, KEY_MILLIS));
    }
  }

  private void refused(Turn turn, SecondLeg at, int code, String why) {
    leave(turn);
    leg = null;
    playback.endLoop(turn);
    turn.media(new MediaRequest.CloseLeg(at.id));
    turn.emit(new Event.Reject(at.id, turn.now, why, code, true));
    tellReferrer(turn, code, why);
    if (at.fate != null) {
      at.fate.refused(turn, code, why);
    }
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
  }
}
