package io.voxbus.call.rules;

import io.voxbus.call.state.MachineState;
import io.voxbus.call.turn.Resumption;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipInvite;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.protocol.bus.SipWaiting;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What another node needs to go on with a leg by telephone, and the wait for its far end there. */
final class GoingOn {
  private static final long PATIENCE_MILLIS = 4_000;

  private final String leg;
  private final OfferRules changes;
  private @Nullable SipDialog dialog;
  /** What was agreed on another node. */
  private Carrier.@Nullable Talk before;
  /** While it is not answered, one for each phone that rings. */
  private final List<SipInvite> invites = new ArrayList<>();
  /** Of a call that has come in and is not answered. */
  private @Nullable SipWaiting waiting;
  /** It is about to be heard here. */
  private boolean comes;
  private long untilMillis = Long.MAX_VALUE;

  GoingOn(String leg, OfferRules changes) {
    this.leg = leg;
    this.changes = changes;
  }

  void keep(SipDialog now) {
    dialog = now;
    waiting = null;
    invites.clear();
  }

  /** One with the same Call-ID takes the place of the one before. */
  void invited(SipInvite now) {
    invites.removeIf(before -> before.callId().equals(now.callId()));
    invites.add(now);
  }

  void waits(SipWaiting now) {
    waiting = now;
    comes = false;
  }

  @Nullable
  SipWaiting waiting() {
    return waiting;
  }

  List<SipInvite> invites() {
    return List.copyOf(invites);
  }

  void restore(MachineState.Phone state) {
    restore(state.dialog(), state.talk(), state.invites());
    waiting = state.waits();
  }

  void restore(@Nullable SipDialog kept, Carrier.@Nullable Talk talk, List<SipInvite> rings) {
    dialog = kept;
    before = talk;
    invites.addAll(rings);
  }

  @Nullable
  SipDialog dialog() {
    return dialog;
  }

  boolean known() {
    return dialog != null;
  }

  /** What is agreed now, if anything: by the last change, on the node before, or when the call was answered. */
  Carrier.@Nullable Talk talk(@Nullable String ours, @Nullable String theirs) {
    Carrier.Talk changed = changes.talk() == null ? before : changes.talk();
    return changed != null || ours == null || theirs == null
        ? changed
        : new Carrier.Talk(ours, theirs);
  }

  /** First the dialog, so that it can be ended whatever becomes of the media. */
  boolean resume(Turn turn, Carrier.Talk agreed, Resumption at) {
    before = agreed.offered(at.owners());
    waitFor(turn);
    return takeOver(turn, at);
  }

  /** The dialog alone; false: there is none. */
  boolean takeOver(Turn turn, Resumption at) {
    SipDialog known = dialog;
    if (known == null) {
      return false;
    }
    SipDialog here = known.takenOver(at.owners());
    dialog = here;
    turn.sip(leg, new SipRequest.Resume(leg, here));
    return true;
  }

  /** From now on the far end has time to come along. */
  void waitFor(Turn turn) {
    untilMillis = turn.now + PATIENCE_MILLIS;
  }

  /**
   * It rings: it is taken back, so that the far end does not ring for nobody, and may be called anew. Nothing that the far
   * end said to the old node's address since can be heard.
   */
  boolean takeBack(Turn turn) {
    boolean rings = !invites.isEmpty();
    invites.forEach(invite -> turn.sip(leg, new SipRequest.Withdraw(invite)));
    invites.clear();
    return rings;
  }

  /** A call has come in: it goes on here as if its INVITE had come here. */
  boolean hear(Turn turn, Resumption at) {
    SipWaiting call = waiting;
    if (call == null) {
      return false;
    }
    comes = true;
    turn.sip(leg, new SipRequest.Hear(leg, call));
    turn.emit(ResumeRules.takenOver(turn, at));
    return true;
  }

  /** Whether the call is lost with its node if its dialog is. */
  boolean underWay() {
    return comes || waits();
  }

  /** Whether the far end has not come along yet. */
  boolean waits() {
    return untilMillis != Long.MAX_VALUE;
  }

  /** When the far end is asked to come along, or has not done so in time. */
  long nextMillis() {
    return changes.moveMillis() == Long.MAX_VALUE ? untilMillis : changes.moveMillis();
  }

  /** It is about time: the far end is asked now, or is late, which is told by false. */
  boolean ask(Turn turn) {
    boolean due = changes.moveMillis() <= turn.now;
    if (due) {
      changes.ask(turn);
      waitFor(turn);
    }
    return due;
  }

  /** An offer of the far end, which shows that it knows this node if it has not been asked along yet. */
  void on(Turn turn, SipEvent.Reoffered reoffered) {
    if (changes.cameAlong()) {
      on();
    }
    changes.on(turn, reoffered);
  }

  /** The far end has come along. */
  void on() {
    untilMillis = Long.MAX_VALUE;
  }
}
