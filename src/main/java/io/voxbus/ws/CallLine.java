package io.voxbus.ws;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;

/** What a client asks its call. */
record CallLine(Bus bus, String callId) {
  /** Waits for whoever takes the call over, should its node be lost in this moment. */
  Future<CallReply.Attached> join(CallRequest.Attach attach) {
    return bus.askOwner(callId, attach, CallReply.Attached.class);
  }

  Future<CallReply.Attached> attach(CallRequest.Attach attach) {
    return bus.ask(Addresses.call(callId), attach, CallReply.Attached.class);
  }

  Future<CallReply.Done> obey(Command command) {
    return bus.askOwner(callId, new CallRequest.Obey(command), CallReply.Done.class);
  }

  void press(String digit) {
    bus.askOwner(callId, new CallRequest.Press(digit), CallReply.Done.class);
  }

  void complain(Fault fault) {
    bus.ask(Addresses.call(callId), new CallRequest.Complain(fault.code(), fault.getMessage()),
        CallReply.Done.class);
  }

  void detach(String sessionId, boolean lost) {
    bus.ask(Addresses.call(callId), new CallRequest.Detach(sessionId, lost),
        CallReply.Done.class);
  }
}
