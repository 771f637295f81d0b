package io.voxbus.call.rules;

import io.voxbus.call.state.TransferState;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Resumption;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.ReferOption;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Route;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipInvite;
import io.voxbus.protocol.bus.SipRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The second leg of a call: how far it has come, and who listens to it. */
final class SecondLeg {
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int KEY_MILLIS = 100;

  final String id;
  final String callee;
  final ReferOption option;
  final OfferRules changes;
  final ListeningRules listening;
  final @Nullable Route route;
  final @Nullable Fate fate;
  final long startMillis;
  final long untilMillis;
  String caller = "";
  long ringMillis;
  long answerMillis;
  boolean dialled;
  boolean taken;
  boolean connected;
  /** Its SDP that the media knows. */
  String theirs = "";
  private @Nullable String ours;
  private final GoingOn going;

  SecondLeg(String id, String callee, ReferOption option, long now) {
    this(id, callee, option, now, null, null);
  }

  SecondLeg(String id, String callee, ReferOption option, long now, @Nullable Route route,
      @Nullable Fate fate) {
    this.id = id;
    this.callee = callee;
    this.option = option;
    this.route = route;
    this.fate = fate;
    changes = new OfferRules(id, true);
    listening = new ListeningRules(id, true, "", null);
    going = new GoingOn(id, changes);
    startMillis = now;
    untilMillis = now + ringing(option, route);
  }

  private static long ringing(ReferOption option, @Nullable Route route) {
    Seconds wanted = switch (route) {
      case Route.ToUser(String user, Seconds ring) -> ring;
      case Route.ToTrunks(List<String> trunks, String number, Seconds ring) -> ring;
      case null, default -> option.timeout();
    };
    return wanted == null ? TIMEOUT_MILLIS : wanted.millis();
  }

  TransferState.Leg state() {
    return new TransferState.Leg(id, callee, option, startMillis, caller, ringMillis,
        answerMillis, dialled, taken, connected, theirs, listening.state(), changes.state(),
        going.dialog(), going.invites(), ours, going.talk(null, null), route,
        fate != null);
  }

  /** @param fate who waits for one that is to take a call that has come in */
  static SecondLeg of(TransferState.Leg kept, @Nullable Fate fate) {
    SecondLeg leg = new SecondLeg(kept.id(), kept.callee(), kept.option(), kept.startMillis(),
        kept.route(), kept.routed() ? fate : null);
    leg.caller = kept.caller();
    leg.ringMillis = kept.ringMillis();
    leg.answerMillis = kept.answerMillis();
    leg.dialled = kept.dialled();
    leg.taken = kept.taken();
    leg.connected = kept.connected();
    leg.theirs = kept.theirs();
    leg.ours = kept.ours();
    leg.going.restore(kept.dialog(), kept.talk(), kept.invites());
    leg.listening.restore(kept.listening());
    leg.changes.restore(kept.offer());
    return leg;
  }

  /** Who wants to know what becomes of a leg that is called in order to take a call that has come in. */
  interface Fate {
    /** @param audible whether it is heard already */
    void rings(Turn turn, boolean audible);

    void answered(Turn turn);

    void refused(Turn turn, int code, String why);
  }

  void invited(SipInvite now) {
    going.invited(now);
  }

  void keep(SipDialog now) {
    going.keep(now);
  }

  /** What is agreed now; null: nothing. */
  Carrier.@Nullable Talk talk() {
    return going.talk(ours, theirs.isEmpty() ? null : theirs);
  }

  /** Whether it could go on at another node without its far end ringing anew. */
  boolean movable() {
    return taken && going.known() && talk() != null && !changes.isUnderWay() && !waits();
  }

  /** Its node is lost: whether it goes on here, with the same far end, or by calling that anew if it rang. */
  boolean comeAlong(Turn turn, Resumption at) {
    connected = false;
    Carrier.Talk agreed = talk();
    ours = null;
    if (taken) {
      return agreed != null && going.resume(turn, agreed, at);
    }
    boolean again = !dialled || going.takeBack(turn);
    ringMillis = 0;
    dialled = false;
    theirs = "";
    return again;
  }

  void timeToComeAlong(Turn turn) {
    if (taken) {
      going.waitFor(turn);
    }
  }

  /** Whether the far end has not come along yet. */
  boolean waits() {
    return going.waits();
  }

  /** The answer to what we have offered anew: it is its SDP now. */
  boolean comesAlong(MediaRequest.Answered answered) {
    if (waits()) {
      theirs = answered.sdp();
    }
    return waits();
  }

  void cameAlong() {
    going.on();
  }

  /** When its far end is asked along, or it is given up: as nobody answers, or does not come along. */
  long nextMillis() {
    return taken ? going.nextMillis() : untilMillis;
  }

  boolean askedAlong(Turn turn) {
    return going.ask(turn);
  }

  void on(Turn turn, SipEvent.Reoffered reoffered) {
    going.on(turn, reoffered);
  }

  /** What its media is asked for; with what was agreed before, if its far end is to come along. */
  MediaRequest media(Carrier.Srtp srtp) {
    return new MediaRequest.OpenLeg(id, new Carrier.Rtp(null, srtp, waits() ? talk() : null),
        option.vad(), option.asr() != null);
  }

  /** A key of the call's far end. */
  void press(Turn turn, String key) {
    if (connected && !Boolean.FALSE.equals(option.forwardDtmf())) {
      turn.media(new MediaRequest.DialLeg(id, key, KEY_MILLIS));
    }
  }

  /** What its media tells while it goes on. */
  void on(Turn turn, MediaEvent event) {
    switch (event) {
      case MediaEvent.Speaking speaking -> listening.on(turn, speaking);
      case MediaEvent.Silence silence -> listening.on(turn, silence);
      case MediaEvent.Dtmf dtmf -> pressed(turn, dtmf.digit());
      case MediaEvent.Failed failed -> turn.error(failed.sender(), failed.reason(), failed.code());
      case MediaEvent.Quality quality -> turn.emit(QualityEvent.of(id, turn.now,
          quality.reception()));
      default -> {
        // nothing that clients are told of a second leg
      }
    }
  }

  /** A key of its own far end. */
  void pressed(Turn turn, String key) {
    turn.emit(new Event.Dtmf(id, turn.now, key, true));
    if (!Boolean.FALSE.equals(option.forwardDtmf())) {
      turn.media(new MediaRequest.Dial(key, KEY_MILLIS));
    }
  }

  /** There is media for it. */
  void opened(Turn turn, String sdp, boolean same) {
    ours = sdp;
    if (waits()) {
      changes.move(turn, sdp, same);
    } else {
      dialled = true;
      turn.add(new Effect.Dial(new SipRequest.Dial(id,
          new SipRequest.Callee(callee, caller, option.sip(), option.callId()), sdp, route)));
    }
  }

  /** Its node is lost: the far end is told, in the name of that node, that nobody is there any more. */
  void endElsewhere(Turn turn, Resumption at) {
    if (going.takeOver(turn, at)) {
      turn.sip(id, new SipRequest.End(480, "", Map.of()));
    } else {
      going.takeBack(turn);
    }
  }

  /** It does not take the call that waits for it, if there is one. */
  void refuse(Turn turn, int code, String why) {
    if (fate != null) {
      fate.refused(turn, code, why);
    }
  }

  /** Clients are told that it has ended. */
  void tell(Turn turn, String why, String who) {
    turn.emit(new Event.Hangup(id, turn.now, why, who, time(startMillis), time(turn.now),
        answerMillis == 0 ? null : time(answerMillis), ringMillis == 0 ? null : time(ringMillis),
        Parties.of(caller), Parties.of(callee), null, true));
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  void hear(Turn turn, AiEvent event) {
    if (!(event instanceof AiEvent.OfRecogniser heard)) {
      throw new IllegalStateException("a leg has no voice");
    }
    listening.on(turn, heard);
  }

  /** It has answered: whom of the two the recognisers hear. */
  void listen(Turn turn, CallOption main) {
    if (option.asr() != null) {
      turn.add(new Effect.Listen(new AiRequest.Listen(turn.callId, id, option.asr())));
    }
    if (pauses(main)) {
      turn.add(new Effect.Deafen(turn.callId));
    }
  }

  void deafen(Turn turn) {
    if (option.asr() != null && answerMillis > 0) {
      turn.add(new Effect.Deafen(id));
    }
  }

  /** It is gone, and the call goes on. */
  void resume(Turn turn, CallOption main) {
    if (answerMillis > 0 && pauses(main)) {
      turn.add(new Effect.Listen(new AiRequest.Listen(turn.callId,
          Objects.requireNonNull(main.asr()))));
    }
  }

  private boolean pauses(CallOption main) {
    return Boolean.TRUE.equals(option.pauseParentAsr()) && main.asr() != null;
  }
}
