package io.voxbus.call.rules;

import io.voxbus.call.state.TransferState;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.ReferOption;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.Route;
import io.voxbus.protocol.bus.SipDialog;
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
  /** What another node needs to end it, if this one is lost. */
  private @Nullable SipDialog dialog;
  private @Nullable SipInvite invite;

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
        dialog, invite);
  }

  /** Its route and who waits for it are not kept: telephone calls are not restored. */
  static SecondLeg of(TransferState.Leg kept) {
    SecondLeg leg = new SecondLeg(kept.id(), kept.callee(), kept.option(), kept.startMillis());
    leg.caller = kept.caller();
    leg.ringMillis = kept.ringMillis();
    leg.answerMillis = kept.answerMillis();
    leg.dialled = kept.dialled();
    leg.taken = kept.taken();
    leg.connected = kept.connected();
    leg.theirs = kept.theirs();
    leg.dialog = kept.dialog();
    leg.invite = kept.invite();
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
    invite = now;
  }

  void keep(SipDialog now) {
    dialog = now;
    invite = null;
  }

  /** Its node is lost: the far end is told, in the name of that node, that nobody is there any more. */
  void endElsewhere(Turn turn) {
    if (dialog != null) {
      turn.sip(id, new SipRequest.Resume(id, dialog));
      turn.sip(id, new SipRequest.End(480, "", Map.of()));
    } else if (invite != null) {
      turn.sip(id, new SipRequest.Withdraw(invite));
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
