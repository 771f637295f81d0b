package io.voxbus.call.rules;

import io.voxbus.call.state.MachineState;
import io.voxbus.call.state.TransferState;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.SipRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The main leg of a telephone call: how far it has come, and what was agreed for it. */
final class PhoneLeg {
  final String id;
  final OfferRules changes;
  final GoingOn going;
  /** Our SDP, once the media is open. */
  @Nullable
  String ours;
  /** The far end's SDP that the media knows. */
  @Nullable
  String theirs;
  /** When the far end rang, or was let ring; 0: never. */
  long ringMillis;
  /** The SIP status the call came to, 0 while it has none. */
  int status;
  /** Whether there is a far end to be told that it is over. */
  boolean live;
  /** Whether clients know that there is sound before the answer. */
  boolean earlyTold;
  private final CallRules rules;
  private final CallSetup.@Nullable Incoming incoming;
  private final CallCourse call;

  PhoneLeg(CallSetup setup, CallRules rules, CallCourse call) {
    this.id = setup.callId();
    this.incoming = setup.incoming();
    this.rules = rules;
    this.call = call;
    changes = new OfferRules(id, null);
    going = new GoingOn(id, changes);
  }

  MachineState.Phone state(long acceptUntilMillis) {
    return new MachineState.Phone(ringMillis, status, going.dialog(), talk(),
        changes.state().onHold(), going.invites(), going.waiting(), acceptUntilMillis);
  }

  void restore(MachineState.Phone state) {
    ringMillis = state.ringMillis();
    status = state.status();
    going.restore(state);
    live = going.known();
    changes.restore(new TransferState.Offer(state.onHold(), null));
  }

  Carrier.@Nullable Talk talk() {
    return going.talk(ours, theirs == null ? offer() : theirs);
  }

  /** Whether the far end can be asked to talk to another node; what is kept is all that there is then. */
  boolean movable() {
    return going.known() && talk() != null && !changes.isUnderWay();
  }

  /** Whether the far end has called us. */
  boolean hasCalled() {
    return incoming != null;
  }

  /** What the far end has called with; null: it wants our offer. */
  @Nullable
  String offer() {
    return incoming == null ? null : incoming.offer();
  }

  Effect.OpenMedia media(CallOption option, long part) {
    return media(option, offer(), null, part);
  }

  /** The same for what was agreed on another node. */
  Effect.OpenMedia mediaAgain(long part) {
    return media(call.option(), null, talk(), part);
  }

  private Effect.OpenMedia media(CallOption option, @Nullable String offer,
      Carrier.@Nullable Talk talk, long part) {
    return new Effect.OpenMedia(option,
        new Carrier.Rtp(offer, Refusals.srtp(option.sip(), rules), talk), part);
  }

  /** The far end, which has called, is told that it rings. */
  void ring(Turn turn, @Nullable String sdp) {
    ringMillis = ringMillis == 0 ? turn.now : ringMillis;
    turn.sip(id, new SipRequest.Ring(sdp));
    turn.add(new Effect.Ringing());
    turn.emit(new Event.Ringing(id, turn.now, sdp != null, null));
  }

  /** The call ends for a reason of its own: the far end is told, with {@code code} if it has not been answered yet. */
  void leave(Turn turn, int code, @Nullable Map<String, String> given) {
    if (live) {
      live = false;
      status = status == 0 ? code : status;
      turn.sip(id, new SipRequest.End(code, "", Refusals.headers(call.option().sip(), given)));
    }
  }
}
