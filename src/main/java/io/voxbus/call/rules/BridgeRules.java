package io.voxbus.call.rules;

import io.voxbus.call.state.MachineState;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaRequest;
import org.jspecify.annotations.Nullable;

/**
 * The bridge to another call, on any node: one at a time. Whichever call ends, the other goes on. One whose node is lost is
 * waited for: where it goes on it asks to join again.
 */
final class BridgeRules {
  private static final int SERVER_FAULT = 500;
  private static final long PATIENCE_MILLIS = 10_000;
  private static final long AGAIN_MILLIS = 300;
  private static final long NEVER = Long.MAX_VALUE;

  private final String callId;
  private final String nodeId;
  private final CallCourse call;
  private MachineState.@Nullable Bridge bridge;

  BridgeRules(String callId, String nodeId, CallCourse call) {
    this.callId = callId;
    this.nodeId = nodeId;
    this.call = call;
  }

  MachineState.@Nullable Bridge state() {
    return bridge;
  }

  void restore(MachineState.@Nullable Bridge state) {
    bridge = state;
  }

  /** Whether nothing of it is being asked for, or waited for. */
  boolean isSettled() {
    return bridge == null || (bridge.node() != null && bridge.untilMillis() == 0);
  }

  void bridge(Turn turn, String peer) {
    if (peer.equals(callId)) {
      turn.error("bridge", "a call cannot be bridged with itself", 409);
    } else if (bridge != null) {
      turn.error("bridge", "the call is bridged already", 409);
    } else {
      bridge = new MachineState.Bridge(peer, track(peer), null, 0, 0, NEVER);
      ask(turn, peer);
    }
  }

  private void ask(Turn turn, String peer) {
    turn.add(new Effect.ToCall(peer, new CallRequest.Join(callId, nodeId)));
  }

  /** The call goes on at this node: the other one is asked to talk to it here. */
  void goOn(Turn turn) {
    if (bridge != null) {
      waitFor(bridge, turn.now + PATIENCE_MILLIS, NEVER);
      ask(turn, bridge.peer());
    }
  }

  private void waitFor(MachineState.Bridge with, long until, long askAt) {
    bridge = new MachineState.Bridge(with.peer(), with.track(), null, with.startMillis(), until,
        askAt);
  }

  /** When it has something to do, wall clock ms. */
  long nextMillis() {
    return bridge == null || bridge.untilMillis() == 0
        ? Long.MAX_VALUE
        : Math.min(bridge.askAtMillis(), bridge.untilMillis());
  }

  void tick(Turn turn) {
    if (bridge == null || nextMillis() > turn.now) {
      return;
    }
    if (bridge.untilMillis() <= turn.now) {
      end(turn);
    } else {
      waitFor(bridge, bridge.untilMillis(), NEVER);
      ask(turn, bridge.peer());
    }
  }

  void unbridge(Turn turn) {
    if (bridge == null) {
      turn.error("unbridge", "the call is not bridged", 409);
    } else {
      leave(turn);
    }
  }

  /** Whether a call that wants to join can: two that ask each other at once agree. */
  boolean admits(String peer) {
    return call.phase() == Phase.ANSWERED && (bridge == null || bridge.peer().equals(peer));
  }

  /** The other call is in: it has asked to join, or agreed to. */
  void joined(Turn turn, String peer, String node, boolean asked) {
    MachineState.Bridge now = bridge;
    boolean expected = now == null
        ? asked
        : now.peer().equals(peer) && (now.node() == null || (asked && !node.equals(now.node())));
    if (expected && call.phase() == Phase.ANSWERED) {
      join(turn, peer, node, now);
    }
  }

  /** @param before what there was of it; null: nothing */
  private void join(Turn turn, String peer, String node, MachineState.@Nullable Bridge before) {
    long since = before == null ? 0 : before.startMillis();
    if (before != null && before.node() != null) {
      turn.media(new MediaRequest.CloseLeg(before.track()));
    }
    MachineState.Bridge made = new MachineState.Bridge(peer, track(peer), node,
        since == 0 ? turn.now : since, 0, NEVER);
    bridge = made;
    turn.ask(new MediaRequest.OpenLeg(made.track(), new Carrier.Bridge(callId, peer, node)));
    turn.media(new MediaRequest.Connect(made.track(), true));
    if (since == 0) {
      turn.emit(new Event.TrackStart(made.track(), turn.now, null, null));
    }
  }

  void refused(Turn turn, String peer, int code, String why) {
    MachineState.Bridge asked = bridge;
    if (asked == null || !asked.peer().equals(peer) || asked.node() != null) {
      return;
    }
    if (asked.untilMillis() > 0) { // its node may be lost as well, and nobody has it yet
      waitFor(asked, asked.untilMillis(), turn.now + AGAIN_MILLIS);
    } else {
      bridge = null;
      if (code >= SERVER_FAULT) { // perhaps only its answer was lost
        part(turn, peer);
      }
      turn.error("bridge", why, code);
    }
  }

  /** The other call has left. */
  void parted(Turn turn, String peer) {
    if (bridge != null && bridge.peer().equals(peer)) {
      end(turn);
    }
  }

  void lost(Turn turn, String node) {
    if (bridge != null && node.equals(bridge.node())) {
      turn.media(new MediaRequest.CloseLeg(bridge.track()));
      waitFor(bridge, turn.now + PATIENCE_MILLIS, NEVER);
    }
  }

  boolean owns(String leg) {
    return bridge != null && bridge.node() != null && bridge.track().equals(leg);
  }

  void denied(Turn turn, int code, String why) {
    turn.error("bridge", why, code);
    leave(turn);
  }

  /** Ends the bridge, if there is one, and tells the other call. */
  void leave(Turn turn) {
    if (bridge != null) {
      part(turn, bridge.peer());
      end(turn);
    }
  }

  private void part(Turn turn, String peer) {
    turn.add(new Effect.ToCall(peer, new CallRequest.Part(callId)));
  }

  private void end(Turn turn) {
    MachineState.Bridge ended = bridge;
    bridge = null;
    if (ended != null && ended.node() != null) {
      turn.media(new MediaRequest.CloseLeg(ended.track()));
    }
    if (ended != null && ended.startMillis() > 0) {
      turn.emit(new Event.TrackEnd(ended.track(), turn.now, turn.now - ended.startMillis(), null,
          null));
    }
  }

  /** The same seen from either call. */
  private String track(String peer) {
    return callId.compareTo(peer) < 0
        ? "bridge-" + callId + "-" + peer
        : "bridge-" + peer + "-" + callId;
  }
}
