package io.voxbus.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import io.voxbus.call.state.CallState;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.Secrets;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.Route;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes calls on this node: claims the id for the whole cluster, then opens the session. */
public final class CallHost extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(CallHost.class);

  private static final long WARM_UP_MILLIS = 500;

  private final Bus bus;
  private final CallConfig config;
  private final CallServices services;

  public CallHost(CallServices services, CallConfig config) {
    this.services = services;
    this.bus = services.bus();
    this.config = config;
  }

  @Override
  public Future<?> start() {
    bus.serve(Addresses.calls(bus.nodeId()), request -> switch (request) {
      case CallRequest.HostCall(CallSetup setup) -> host(attended(setup));
      case CallRequest.TakeOver take -> takeOver(take);
      case CallRequest.StrikeOff struck -> strikeOff(struck);
      default -> Future.failedFuture(Fault.badRequest("that is for a call, not for its host"));
    });
    if (services.calls().keeps()) {
      vertx.setTimer(WARM_UP_MILLIS, due -> WarmUp.start());
    }
    return Future.succeededFuture();
  }

  /** Without the webhooks that there are not. */
  private CallSetup attended(CallSetup setup) {
    CallSetup.Incoming incoming = setup.incoming();
    if (incoming == null) {
      return setup;
    }
    List<Route> routes = incoming.routes().stream()
        .filter(route -> !(route instanceof Route.ToWebhook(String url))
            || services.webhook().takes(url))
        .toList();
    return new CallSetup(setup.callId(), setup.type(), setup.option(), setup.serverTrack(),
        setup.graceMillis(), setup.dump() && config.incoming().dump(),
        new CallSetup.Incoming(incoming.offer(), incoming.headers(), routes));
  }

  private Future<CallReply.Hosted> host(CallSetup setup) {
    if (setup.incoming() != null && setup.incoming().routes().isEmpty()) {
      return Future.failedFuture(new Fault(config.incoming().unattended(), "nobody takes calls"));
    }
    CallServices its = services.of(setup.callId());
    its.load().enter();
    CallEntry entry = entry(setup);
    return its.calls().claim(entry)
        .compose(claimed -> open(its, new Beginning(setup, entry, null, null)))
        .onFailure(failure -> its.load().leave())
        .map(opened -> new CallReply.Hosted(bus.nodeId()));
  }

  private Future<String> open(CallServices its, Beginning beginning) {
    CallSession session = new CallSession(its, config, beginning,
        () -> its.left(beginning.entry().id()));
    return bus.open(session).onSuccess(opened -> {
      if (beginning.kept() != null) {
        session.goOn();
      }
    }).onFailure(failure -> {
      bus.clock().end(beginning.entry().id());
      if (beginning.kept() == null) {
        its.calls().release(beginning.entry());
      } else {
        lose(its, beginning.entry());
      }
    });
  }

  /**
   * Exactly one node gets what was kept of a call. One that can't be restored has its record all the same, unless it had
   * not begun: then nothing was kept of it.
   */
  private Future<CallReply.Hosted> takeOver(CallRequest.TakeOver take) {
    CallServices its = services.of(take.callId());
    its.load().enter();
    return its.calls().takeOver(take, bus.nodeId())
        .compose(taken -> taken.map(call -> restore(its, call)).orElseGet(
            () -> gone("call " + take.callId() + " has ended, or has another owner")))
        .onFailure(failure -> its.load().leave())
        .map(opened -> new CallReply.Hosted(bus.nodeId()));
  }

  private Future<String> restore(CallServices its, CallDirectory.Taken taken) {
    CallEntry entry = taken.entry();
    try {
      if (taken.state() != null) {
        CallState kept = CallState.read(taken.state());
        return open(its, new Beginning(kept.setup(), entry, kept, null));
      }
      LOG.atWarn().addKeyValue("call", entry.id()).log("nothing was kept of it: lost");
    } catch (RuntimeException e) { // what can be read may not be whole all the same
      bus.clock().end(entry.id());
      LOG.atError().addKeyValue("call", entry.id()).setCause(e).log("not restored");
    }
    return (taken.state() != null ? lose(its, entry) : loseIfBegun(its, entry))
        .compose(released -> gone("nothing was kept of call " + entry.id()));
  }

  private Future<CallReply.Done> strikeOff(CallRequest.StrikeOff struck) {
    CallServices its = services.of(struck.callId());
    if (!its.load().stands()) {
      return Future.failedFuture(Fault.cutOff()); // others may have it by now
    }
    return its.calls().find(struck.callId())
        .compose(found -> found.filter(entry -> entry.node().equals(struck.lostNode())
            && entry.epoch() == struck.lostEpoch())
            .map(entry -> loseIfBegun(its, entry)).orElse(Future.succeededFuture(false)))
        .map(new CallReply.Done());
  }

  private static Future<Boolean> loseIfBegun(CallServices its, CallEntry entry) {
    return entry.isConnecting() ? its.calls().release(entry) : lose(its, entry);
  }

  private static Future<Boolean> lose(CallServices its, CallEntry entry) {
    return its.calls().release(entry).onSuccess(owned -> {
      if (owned) {
        its.records().write(CallLog.lost(entry, System.currentTimeMillis()));
      }
    });
  }

  private static Future<String> gone(String why) {
    return Future.failedFuture(new Fault(410, why));
  }

  private CallEntry entry(CallSetup setup) {
    JsonNode option = Secrets.mask(Json.mapper().valueToTree(setup.option()));
    return new CallEntry(setup.callId(), setup.type(), bus.nodeId(), 1,
        setup.incoming() == null ? "connecting" : "pending",
        System.currentTimeMillis(), null, null, setup.option().caller(), setup.option().callee(),
        option);
  }
}
