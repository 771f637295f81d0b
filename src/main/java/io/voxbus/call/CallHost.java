package io.voxbus.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import io.voxbus.directory.Secrets;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallSetup;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes calls on this node: claims the id for the whole cluster, then opens the session. */
public final class CallHost extends VerticleBase {
  private final Bus bus;
  private final CallConfig config;
  private final CallDirectory directory;
  private final NodeDirectory nodes;
  private final CallLogs logs;
  private final AtomicInteger calls = new AtomicInteger();

  public CallHost(Bus bus, CallConfig config, CallDirectory directory, NodeDirectory nodes,
      CallLogs logs) {
    this.bus = bus;
    this.config = config;
    this.directory = directory;
    this.nodes = nodes;
    this.logs = logs;
  }

  @Override
  public Future<?> start() {
    bus.serve(Addresses.calls(bus.nodeId()), request -> switch (request) {
      case CallRequest.HostCall(CallSetup setup) -> host(setup);
      default -> Future.failedFuture(Fault.badRequest("that is for a call, not for its host"));
    });
    report();
    return Future.succeededFuture();
  }

  private Future<CallReply.Hosted> host(CallSetup setup) {
    if (calls.get() >= config.maxCalls()) {
      return Future.failedFuture(
          Fault.unavailable("this node has its " + config.maxCalls() + " calls"));
    }
    calls.incrementAndGet();
    CallEntry entry = entry(setup);
    return directory.claim(entry).compose(claimed -> open(setup, entry)).onFailure(failure -> {
      calls.decrementAndGet();
      report();
    }).onSuccess(opened -> report()).map(opened -> new CallReply.Hosted(bus.nodeId()));
  }

  private Future<String> open(CallSetup setup, CallEntry entry) {
    CallSession session = new CallSession(bus, config, setup, directory, entry, logs, this::ended);
    return bus.open(session).onFailure(failure -> directory.release(entry));
  }

  private CallEntry entry(CallSetup setup) {
    JsonNode option = Secrets.mask(Json.mapper().valueToTree(setup.option()));
    return new CallEntry(setup.callId(), setup.type(), bus.nodeId(), 1, "connecting",
        System.currentTimeMillis(), null, null, setup.option().caller(), setup.option().callee(),
        option);
  }

  private void ended() {
    calls.decrementAndGet();
    report();
  }

  private void report() {
    nodes.report(new NodeEntry(bus.nodeId(), calls.get(), config.maxCalls(), false));
  }
}
