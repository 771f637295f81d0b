package io.voxbus.call;

import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.Client;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import java.util.Collection;
import java.util.List;
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

  /**
   * What clients say as soon as they are told that the call is there must not be lost: they are heard from the beginning.
   *
   * @param clients of the call, now and by the time it is open
   */
  void open(Effect.OpenMedia asked, Supplier<Collection<Client>> clients) {
    List<Client> known = List.copyOf(clients.get());
    bus.ask(Addresses.media(),
        new MediaRequest.Open(callId, asked.option(), asked.carrier(), asked.part(),
            known.stream().filter(MediaLine::isHeard).map(MediaLine::joins).toList()),
        MediaRequest.Opened.class).onSuccess(opened -> {
          open = true;
          Collection<Client> now = clients.get();
          known.stream().filter(client -> !now.contains(client)).forEach(this::leave);
          now.stream().filter(client -> !known.contains(client)).forEach(this::join);
          signals.accept(new Signal.MediaOpened(opened.sdp(), opened.same()));
        }).onFailure(failure -> {
          Fault fault = Fault.of(failure);
          signals.accept(new Signal.MediaRefused(fault.code(), fault.getMessage()));
        });
  }

  private static boolean isHeard(Client client) {
    return client.socketId() != null;
  }

  private static MediaRequest.Join joins(Client client) {
    return new MediaRequest.Join(String.valueOf(client.socketId()), client.nodeId());
  }

  void ask(MediaRequest request) {
    bus.ask(Addresses.media(callId), request, Object.class)
        .onSuccess(given -> signals.accept(given instanceof MediaRequest.Opened opened
            ? new Signal.MediaGave(request, opened.sdp(), opened.same())
            : new Signal.MediaGave(request, "")))
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
    if (open && isHeard(client)) {
      bus.send(Addresses.media(callId), joins(client));
    }
  }

  /** Whoever leaves before it is open is left out by then, unless they are back. */
  void leave(Client client) {
    String socket = client.socketId();
    if (open && socket != null) {
      bus.send(Addresses.media(callId), new MediaRequest.Leave(socket));
    }
  }

  /** Ends it; another may be opened, here or elsewhere. */
  void part() {
    send(new MediaRequest.Part());
    open = false;
  }
}
