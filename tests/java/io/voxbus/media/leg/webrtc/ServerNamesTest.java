package io.voxbus.media.leg.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ServerNamesTest {
  private static final IceServer STUN = new IceServer("stun.example", 3478, null);
  private static final IceServer TURN = new IceServer("turn.example", 3478, null);

  private final Set<String> known = new HashSet<>(Set.of("stun.example"));
  private final List<String> found = new ArrayList<>();
  private final List<Integer> waits = new ArrayList<>();
  private final Deque<Runnable> later = new ArrayDeque<>();
  private final ServerNames names = new ServerNames(List.of(STUN, TURN), this::lookup, all -> {
    found.add(String.join(" ", all.keySet().stream().map(IceServer::host).toList()));
    return CompletableFuture.completedFuture(null);
  }, (seconds, task) -> {
    waits.add(seconds);
    later.add(task);
  });

  private InetSocketAddress lookup(IceServer server) throws UnknownHostException {
    if (!known.contains(server.host())) {
      throw new UnknownHostException(server.host());
    }
    return new InetSocketAddress("192.0.2.1", server.port());
  }

  @Test
  void aNameWithoutAnAddressIsAskedForAgainLessAndLessOften() {
    assertTrue(names.look().isDone());
    assertEquals(List.of("stun.example"), found);
    for (int i = 0; i < 5; i++) {
      later.remove().run();
    }
    assertEquals(List.of(5, 10, 20, 40, 60, 60), waits);
    known.add("turn.example");
    later.remove().run();
    assertEquals("turn.example", found.getLast());
    assertTrue(later.isEmpty(), "there is nothing left to ask for");
  }

  @Test
  void whatHasAnAddressIsAskedForOnce() {
    known.add("turn.example");
    names.look();
    assertEquals(List.of("stun.example turn.example"), found);
    assertTrue(later.isEmpty());
  }
}
