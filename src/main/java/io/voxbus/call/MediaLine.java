package io.voxbus.call;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.Client;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The media of a call on the bus. */
final class MediaLine {
  private final Bus bus;
  private final String callId;
  private final Consumer<Signal> signals;
  private boolean open;

  MediaLine(Bus bus, String callId, Consumer<Signal> signals) {
    this.bus = bus;
    this.callId = callId;
    this.signals = signals;
  }

  boolean isOpen() {
    return open;
  }

  /** It is open since before this object was made. */
  void inherit() {
    open = true;
  }

  /** @param clients of the call by the time it is open */
  void open(Effect.OpenMedia asked, Supplier<Collection<Client>> clients) {
    bus.ask(Addresses.media(),
        new MediaRequest.Open(callId, asked.option(), asked.carrier(), asked.part()),
        MediaRequest.Opened.class).compose(opened -> {
          open = true;
          return heard(clients.get()).map(opened);
        }).onSuccess(opened -> signals
            .accept(new Signal.MediaOpened(opened.sdp(), opened.same())))
        .onFailure(failure -> {
          Fault fault = Fault.of(failure);
          signals.accept(new Signal.MediaRefused(fault.code(), fault.getMessage()));
        });
  }

  /** Comes when the clients are heard: what they say as soon as they are told that the call is there must not be lost. */
  private Future<?> heard(Collection<Client> clients) {
    return Future.join(clients.stream().filter(client -> client.socketId() != null)
        .map(client -> bus.ask(Addresses.media(callId), joins(client), CallReply.Done.class))
        .toList()).otherwiseEmpty();
  }

  private static MediaRequest joins(Client client) {
    return new MediaRequest.Join(String.valueOf(client.socketId()), client.nodeId());
  }

  void ask(MediaRequest request) {
    bus.ask(Addresses.media(callId), request, Object.class)
        .onSuccess(given -> signals.accept(new Signal.MediaGave(request,
            given instanceof MediaRequest.Opened opened ? opened.sdp() : "")))
        .onFailure(failure -> {
          Fault fault = Fault.of(failure);
          signals.accept(new Signal.MediaDenied(request, fault.code(), fault.getMessage()));
        });
  }

  void send(MediaRequest request) {
    if (open) {
      bus.send(Addresses.media(callId), request);
    } else if (request instanceof MediaRequest.Close || request instanceof MediaRequest.Part) {
      bus.vertx().getOrCreateContext().runOnContext(
          go -> signals.accept(new Signal.FromMedia(new MediaEvent.Closed(0, null))));
    }
  }

  /** The client hears the call, and is heard, as soon as there is something to be heard. */
  void join(Client client) {
    if (open && client.socketId() != null) {
      bus.send(Addresses.media(callId), joins(client));
    }
  }

  void leave(Client client) {
    if (client.socketId() != null) {
      bus.send(Addresses.media(callId), new MediaRequest.Leave(client.socketId()));
    }
  }

  /** Ends it; another may be opened, here or elsewhere. */
  void part() {
    send(new MediaRequest.Part());
    open = false;
  }
}
