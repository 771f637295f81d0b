package io.voxbus.call;

import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a call asks of other calls. */
final class OtherCalls {
  private static final Logger LOG = LoggerFactory.getLogger(OtherCalls.class);

  private final Bus bus;
  private final String callId;
  private final Consumer<Signal> signals;

  OtherCalls(Bus bus, String callId, Consumer<Signal> signals) {
    this.bus = bus;
    this.callId = callId;
    this.signals = signals;
  }

  void ask(String other, CallRequest request) {
    if (request instanceof CallRequest.Join) {
      bus.ask(Addresses.call(other), request, CallReply.Hosted.class)
          .onSuccess(joined -> signals.accept(new Signal.Joined(other, joined.nodeId(), false)))
          .onFailure(failure -> {
            Fault fault = Fault.of(failure);
            signals.accept(new Signal.JoinRefused(other, fault.code(), fault.getMessage()));
          });
    } else {
      bus.ask(Addresses.call(other), request, CallReply.Done.class)
          .onFailure(failure -> LOG.atInfo().addKeyValue("call", callId)
              .log("the other call of the bridge is gone"));
    }
  }
}
