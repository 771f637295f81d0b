package io.voxbus.call;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.call.state.CallState;
import io.voxbus.call.turn.Signal;
import io.voxbus.directory.NodeLoad;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Moved;
import io.voxbus.protocol.api.Told;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Client;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clients of a call on the bus, and how long it waits for them. */
final class Attendance {
  private static final Logger LOG = LoggerFactory.getLogger(Attendance.class);
  private static final Signal LEFT = new Signal.Ended("clientDisconnected", "client");
  private static final long FIRST_CLIENT_MILLIS = 10_000;
  /** The clients of nodes that live come back sooner after a take-over. */
  private static final long RETURN_MILLIS = 1_000;
  /** For the others, also of a call that waits for nobody otherwise. */
  private static final long LEAST_GRACE_MILLIS = 5_000;

  /** So often it is looked whether the time that clients have goes on. */
  private static final long LOOK_MILLIS = 1_000;

  private final Bus bus;
  private final NodeLoad load;
  private final String callId;
  private final long graceMillis;
  private final Journal journal;
  private final MediaLine media;
  private final Consumer<Signal> signals;
  private final Clients clients = new Clients();
  /** Those of a call that was taken over, until they have come back. */
  private final Map<String, Client> returning = new HashMap<>();
  private Promise<Void> gathering = Promise.promise();
  private long graceTimer = -1;

  Attendance(CallServices services, CallSetup setup, CallConfig config, Journal journal,
      MediaLine media, Consumer<Signal> signals) {
    this.bus = services.bus();
    this.load = services.load();
    this.callId = setup.callId();
    this.graceMillis = setup.graceMillis() == null ? config.graceMillis() : setup.graceMillis();
    this.journal = journal;
    this.media = media;
    this.signals = signals;
    gathering.complete();
  }

  Collection<Client> all() {
    return clients.all();
  }

  /** Who hears the call: also those who have not come back yet to tell what they have seen. */
  Collection<Client> audience() {
    return Stream.concat(returning.values().stream(), clients.all().stream()).toList();
  }

  /** Whether somebody is there whom the call ends with. */
  boolean isOwned() {
    return clients.owned();
  }

  /** Whether the socket of one of them is on this node. */
  boolean isHere() {
    return clients.all().stream().anyMatch(
        client -> client.socketId() != null && client.nodeId().equals(bus.nodeId()));
  }

  void awaitFirst(Runnable abandoned) {
    graceTimer = bus.vertx().setTimer(FIRST_CLIENT_MILLIS, expired -> abandoned.run());
  }

  /** The call was taken over: each tells what it has seen when it comes back. */
  void call(CallState state) {
    state.clients().stream()
        .filter(client -> state.moved() || !client.nodeId().equals(state.node()))
        .forEach(client -> {
          returning.put(client.sessionId(), client);
          tell(client, new Moved(bus.nodeId()));
        });
    gathering = Promise.promise();
    bus.vertx().setTimer(RETURN_MILLIS, due -> gathered());
    if (returning.isEmpty()) {
      gathered();
    }
    if (state.setup().type() != CallType.SIP
        || state.clients().stream().anyMatch(Client::owner)) {
      waitForClients(Math.max(graceMillis, LEAST_GRACE_MILLIS));
    }
  }

  /** Comes when those have come back who can, or have had the time to. */
  Future<Void> back() {
    return gathering.future();
  }

  private void gathered() {
    journal.release();
    returning.values().forEach(media::leave);
    gathering.tryComplete();
  }

  /** The call was taken over in order to end. */
  void adopt(List<Client> former) {
    former.forEach(clients::add);
  }

  /** @throws Fault 410 when not every event after {@code since} is kept any more */
  void attach(Client client, long since) {
    boolean returned = returning.remove(client.sessionId()) != null;
    if (returned) {
      journal.seen(since);
    }
    List<Emitted> missed = journal.after(since);
    clients.add(client);
    if (clients.owned()) {
      bus.vertx().cancelTimer(graceTimer);
    }
    media.join(client);
    missed.forEach(emitted -> tell(client, emitted));
    if (returned && returning.isEmpty()) {
      gathered();
    }
  }

  void detach(String sessionId, boolean lost) {
    Client client = clients.get(sessionId);
    if (client == null) {
      return;
    }
    media.leave(client);
    switch (clients.remove(sessionId, lost)) {
      case NOTHING -> journal.changed();
      case ENDS -> signals.accept(LEFT);
      case WAITS -> waitForOwner();
    }
  }

  /** A node has died with the sockets of its clients. */
  void lose(String node) {
    List.copyOf(clients.all()).stream().filter(client -> client.nodeId().equals(node))
        .forEach(client -> detach(client.sessionId(), true));
  }

  void tell(Told told) {
    clients.all().forEach(client -> tell(client, told));
  }

  /** For those who send no commands themselves. */
  void tellWatching(Told told) {
    clients.watching().forEach(client -> tell(client, told));
  }

  void close() {
    bus.vertx().cancelTimer(graceTimer);
  }

  private void waitForOwner() {
    if (graceMillis <= 0) {
      signals.accept(LEFT);
    } else {
      LOG.atInfo().addKeyValue("call", callId).log("client lost");
      waitForClients(graceMillis);
    }
  }

  /** While this node is cut off no client can come back, and the time does not go on. */
  private void waitForClients(long millis) {
    long step = Math.min(millis, LOOK_MILLIS);
    graceTimer = bus.vertx().setTimer(step, due -> {
      long left = load.stands() ? millis - step : millis;
      if (left > 0) {
        waitForClients(left);
      } else {
        signals.accept(LEFT);
      }
    });
  }

  private void tell(Client client, Told told) {
    bus.deliver(Addresses.session(client.sessionId(), client.nodeId()), told);
  }
}
