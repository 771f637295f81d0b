package io.voxbus.call;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.call.record.CallRecordSink;
import io.voxbus.call.record.DumpConfig;
import io.voxbus.call.state.CallState;
import io.voxbus.call.webhook.Webhook;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.DiskWriters;
import io.voxbus.directory.LocalNode;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import io.voxbus.directory.NodeLoad;
import io.voxbus.directory.lease.LastBeats;
import io.voxbus.directory.lease.Tenure;
import io.voxbus.metrics.Meters;
import io.voxbus.protocol.bus.CallRequest;
import java.util.function.Function;

/**
 * What calls need of their node.
 *
 * @param beats   until when lost nodes acted for their calls
 * @param webhook who is told of telephone calls that come in; null: nobody
 */
public record CallServices(Bus bus, CallDirectory calls, NodeDirectory nodes, LastBeats beats,
    NodeLoad load, DumpConfig dump, DiskWriters writers, CallRecordSink records, Meters meters,
    Webhook webhook) {
  /** A node dies that long after its last beat, on average. */
  private static final long AFTER_BEAT_MILLIS = 125;

  /** Refuses what makes a call act while the node has lost most others: it may have lost the call too. */
  Function<CallRequest, Future<?>> whileStanding(Function<CallRequest, Future<?>> call) {
    return request -> acts(request) && !load.stands()
        ? Future.failedFuture(Fault.cutOff())
        : call.apply(request);
  }

  /** What that call needs; one that is only rehearsed is neither counted nor recorded. */
  CallServices of(String callId) {
    return calls.rehearses(callId)
        ? new CallServices(bus, calls, nodes, beats, uncounted(), dump, writers,
            CallRecordSink.none(), Meters.unread(), webhook)
        : this;
  }

  private NodeLoad uncounted() {
    return new NodeLoad(new NodeEntry(bus.nodeId(), 0, Integer.MAX_VALUE, false), new LocalNode(),
        Tenure.forever());
  }

  /** A call is not on this node any more. */
  void left(String callId) {
    bus.clock().end(callId);
    load.leave();
  }

  /** When a call stopped at its former node, by that node's wall clock. */
  long cutMillis(CallState state) {
    return state.moved()
        ? state.keptMillis()
        : beats.after(state.node(), state.keptMillis()) + AFTER_BEAT_MILLIS;
  }

  private static boolean acts(CallRequest request) {
    return request instanceof CallRequest.Obey || request instanceof CallRequest.Press
        || request instanceof CallRequest.Kill || request instanceof CallRequest.Join
        || request instanceof CallRequest.Attach || request instanceof CallRequest.Move;
  }
}
