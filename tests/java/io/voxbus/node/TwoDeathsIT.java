package io.voxbus.node;

import static io.voxbus.node.Member.await;
import static io.voxbus.node.Member.entry;
import static io.voxbus.node.Member.waitFor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.cluster.ClusterConfig;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.CallEntry;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.testing.FreePorts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two of four nodes die at once. */
class TwoDeathsIT {
  private static final int CALLS = 40;
  private final List<Member> members = new ArrayList<>();

  private void start(int backups) {
    String name = "test-" + UUID.randomUUID();
    int first = FreePorts.next();
    for (int number = 1; number <= 4; number++) {
      members.add(new Member("node-" + number,
          new ClusterConfig(true, name, null, number == 1 ? first : FreePorts.next(), 0,
              List.of("127.0.0.1:" + first), null, null, null, null, backups, 0, List.of(), null)));
    }
    members.forEach(member -> await(member.tenure.running()));
    for (int i = 0; i < CALLS; i++) {
      members.get(i % 2).claim("near-" + i);
      members.get(2 + i % 2).claim("far-" + i);
    }
    waitFor(members.getFirst()::hasCopies);
    CompletableFuture.allOf(members.subList(2, 4).stream()
        .map(member -> CompletableFuture.runAsync(member::kill))
        .toArray(CompletableFuture<?>[]::new)).join();
    waitFor(() -> members.get(0).shared.nodes().nodes().size() == 2 && owners().stream()
        .noneMatch(owner -> owner.equals("node-3") || owner.equals("node-4")));
  }

  @AfterEach
  void leave() {
    members.forEach(member -> member.vertx.close());
  }

  @Test
  void withTwoCopiesNoCallIsLost() {
    start(2);
    waitFor(() -> restored().size() == CALLS);
    restored().forEach((call, state) -> assertEquals("\"" + call + "\"", state));
    assertEquals(2 * CALLS, list().size());
  }

  @Test
  void withOneCopyThoseAreLostOfWhichBothNodesHadTheCopiesAndNoneOfALivingNode() {
    start(1);
    waitFor(() -> list().stream().filter(entry -> entry.id().startsWith("near-")).count() == CALLS);
    waitFor(() -> members.getFirst().kept("near-") == CALLS); // each owner keeps its calls again
    waitFor(() -> members.stream().limit(2).allMatch(
        member -> Set.copyOf(await(member.own.heard())).equals(Set.copyOf(list()))));
    waitFor(() -> restored().keySet().equals(farOnes()));
    int saved = farOnes().size();
    assertTrue(saved > CALLS / 3 && saved < CALLS, saved + " were saved");
    for (int i = 0; i < CALLS; i++) {
      Member owner = members.get(i % 2);
      CallEntry near = entry("near-" + i, owner.id, 1);
      CallDirectory.Taken taken = await(members.get(0).shared.calls().takeOver(
          new CallRequest.TakeOver(near.id(), owner.id, 1), "node-9")).orElseThrow();
      assertEquals("\"" + near.id() + "\"", taken.state(), "it could be taken over again");
    }
  }

  private List<CallEntry> list() {
    return await(members.get(0).own.list());
  }

  /** Those of the dead that are on the list: one that is claimed while nothing of it is left leaves it again. */
  private Set<String> farOnes() {
    return list().stream().map(CallEntry::id).filter(id -> id.startsWith("far-"))
        .collect(Collectors.toSet());
  }

  private List<String> owners() {
    return list().stream().map(CallEntry::node).toList();
  }

  private Map<String, String> restored() {
    Map<String, String> all = new TreeMap<>(members.get(0).restored);
    all.putAll(members.get(1).restored);
    return all;
  }
}
