package io.voxbus.sip.line;

import io.voxbus.directory.Binding;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The ways to phones that only this node can go, and whose phones are at their ends. Asked from several threads. */
public final class Flows {
  private final Map<Binding.Flow, Known> known = new ConcurrentHashMap<>();

  private record Known(Set<String> users, long expiresMillis) {}

  public void add(Binding.Flow flow, String user, long expiresMillis) {
    known.merge(flow, new Known(Set.of(user), expiresMillis), (old, added) -> {
      Set<String> users = new HashSet<>(old.users());
      users.add(user);
      return new Known(Set.copyOf(users), Math.max(old.expiresMillis(), expiresMillis));
    });
  }

  /** Whose phones were at the end of a way that is gone. */
  public Set<String> lost(Binding.Flow flow) {
    Known gone = known.remove(flow);
    return gone == null ? Set.of() : gone.users();
  }

  /** The ways by UDP that are still of use; the others are forgotten. */
  public List<Binding.Flow> alive(long nowMillis) {
    known.values().removeIf(one -> one.expiresMillis() <= nowMillis);
    return known.keySet().stream().filter(flow -> flow.transport().equals("UDP")).toList();
  }
}
