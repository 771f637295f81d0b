package io.voxbus.call;

import io.voxbus.protocol.bus.Client;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who takes part in a call, and who it ends with. Pure. */
final class Clients {
  /** What the leaving of a client means for the call. */
  enum Leaving {
    /** Others are there, or it only listened. */
    NOTHING,
    /** Its owner closed it. */
    ENDS,
    /** Its owner was lost, and nobody else is there. */
    WAITS
  }

  private final Map<String, Client> clients = new LinkedHashMap<>();
  private @Nullable String owner;

  Collection<Client> all() {
    return clients.values();
  }

  /** Those without a socket: they send no commands themselves. */
  List<Client> watching() {
    return clients.values().stream().filter(client -> client.socketId() == null).toList();
  }

  void add(Client client) {
    clients.put(client.sessionId(), client);
    if (client.owner() || (owner == null && client.socketId() != null)) {
      owner = client.sessionId();
    }
  }

  /** Whether somebody is there whom the call ends with: one that only listens does not keep it. */
  boolean owned() {
    return owner != null;
  }

  @Nullable
  Client get(String sessionId) {
    return clients.get(sessionId);
  }

  /** A lost owner's part goes to the client that came last: most likely the same one on a new socket. */
  Leaving remove(String sessionId, boolean lost) {
    clients.remove(sessionId);
    if (!sessionId.equals(owner)) {
      return Leaving.NOTHING;
    }
    owner = null;
    if (!lost) {
      return Leaving.ENDS;
    }
    clients.values().stream().filter(client -> client.socketId() != null)
        .forEach(client -> owner = client.sessionId());
    return owner == null ? Leaving.WAITS : Leaving.NOTHING;
  }
}
