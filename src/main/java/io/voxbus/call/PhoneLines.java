package io.voxbus.call;

import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The dialogs of a call on the bus. */
final class PhoneLines {
  private final Bus bus;
  private final Consumer<Signal> signals;
  private final Map<String, MessageConsumer<Object>> lines = new HashMap<>();
  /** Legs that were asked for, and are there to be asked when that is answered. */
  private final Map<String, Future<?>> dialled = new HashMap<>();

  PhoneLines(Bus bus, Consumer<Signal> signals) {
    this.bus = bus;
    this.signals = signals;
  }

  /** From now on what the dialog of this leg tells is heard. */
  void listen(String leg) {
    lines.computeIfAbsent(leg, id -> bus.receive(Addresses.sipEvents(id),
        (SipEvent event) -> signals.accept(new Signal.FromSip(id, event))));
  }

  /** A call that cannot even be begun is refused like one that the far end refuses. */
  void dial(SipRequest.Dial dial) {
    listen(dial.leg());
    Future<CallReply.Done> placed = bus.ask(Addresses.sip(), dial, CallReply.Done.class);
    dialled.put(dial.leg(), placed);
    placed.onFailure(failure -> {
      Fault fault = Fault.of(failure);
      boolean absent = fault.code() == 404;
      signals.accept(new Signal.FromSip(dial.leg(), new SipEvent.Refused(
          absent ? 503 : fault.code(),
          absent ? "this node has no telephone" : fault.getMessage())));
    });
  }

  /** A dialog that can't be gone on with is lost. */
  private void goOn(String leg, SipRequest request) {
    listen(leg);
    Future<CallReply.Done> there = bus.ask(Addresses.sip(), request, CallReply.Done.class);
    dialled.put(leg, there);
    there.onFailure(failure -> {
      Fault fault = Fault.of(failure);
      signals.accept(new Signal.FromSip(leg,
          new SipEvent.Lost(fault.code(), String.valueOf(fault.getMessage()))));
    });
  }

  /** @param node who goes on with the dialogs; empty: they are somebody else's already */
  void leave(String node) {
    lines.keySet().forEach(leg -> send(leg, new SipRequest.Leave(node)));
  }

  void send(String leg, SipRequest request) {
    if (request instanceof SipRequest.Resume || request instanceof SipRequest.Hear) {
      goOn(leg, request);
      return;
    }
    if (request instanceof SipRequest.Withdraw) {
      bus.send(Addresses.sip(), request);
      return;
    }
    dialled.getOrDefault(leg, Future.succeededFuture())
        .onComplete(placed -> bus.send(Addresses.sip(leg), request));
  }
}
