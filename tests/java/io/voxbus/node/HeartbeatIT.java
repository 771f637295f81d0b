package io.voxbus.node;

import static io.voxbus.node.Member.await;
import static io.voxbus.node.Member.entry;
import static io.voxbus.node.Member.waitFor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.voxbus.bus.Fault;
import io.voxbus.directory.CallEntry;
import io.voxbus.directory.lease.Succession;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.testing.FreePorts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes with hosts that only note what is asked of them. */
class HeartbeatIT {
  private final List<Member> members = new ArrayList<>();
  private final String name = "test-" + UUID.randomUUID();
  private int first;

  @BeforeEach
  void join() throws IOException {
    first = FreePorts.next();
    members.add(Member.of(1, name, first));
    members.add(Member.of(2, name, first));
    members.add(Member.of(3, name, first));
    members.forEach(member -> await(member.tenure.running()));
  }

  @AfterEach
  void leave() {
    members.forEach(member -> member.vertx.close());
  }

  @Test
  void eachCallOfAKilledNodeIsTakenOverOnceByItsHeir() {
    Member lost = members.get(2);
    List<String> calls = IntStream.range(0, 40).mapToObj(i -> "call-" + i).toList();
    calls.forEach(lost::claim);
    lost.claim("bad-1");
    members.get(0).claim("other");
    lost.kill();
    waitFor(() -> await(members.get(0).own.list()).stream()
        .noneMatch(entry -> entry.node().equals("node-3")));
    List<String> survivors = List.of("node-1", "node-2");
    for (String call : calls) {
      String heir = Succession.of(call, survivors).getFirst();
      assertEquals(entry(call, heir, 2), await(members.get(1).own.find(call)).orElseThrow());
    }
    assertEquals(41, members.get(0).asked.size() + members.get(1).asked.size());
    assertTrue(!members.get(0).asked.isEmpty() && !members.get(1).asked.isEmpty());
    assertEquals(40, members.get(0).restored.size() + members.get(1).restored.size());
    members.get(0).restored.forEach((call, state) -> assertEquals("\"" + call + "\"", state));
    assertEquals(41.0, members.get(0).count("voxbus.takeovers")
        + members.get(1).count("voxbus.takeovers"));
    assertTrue(await(members.get(0).own.find("bad-1")).isEmpty());
    assertEquals("node-1", await(members.get(1).own.find("other")).orElseThrow().node());
  }

  @Test
  void whoJoinsHasHeardOfTheCallsThatWereThereAndHearsOfWhatBecomesOfThem() throws Exception {
    Member near = members.get(0);
    near.claim("stays");
    near.claim("ends");
    Member late = Member.of(4, name, first);
    members.add(late);
    assertEquals(Set.of(entry("stays", "node-1", 1), entry("ends", "node-1", 1)),
        Set.copyOf(await(late.own.heard())));
    near.claim("new");
    await(near.own.release(entry("ends", "node-1", 1)));
    Set<CallEntry> then = Set.of(entry("stays", "node-1", 1), entry("new", "node-1", 1));
    members.forEach(
        member -> waitFor(() -> then.equals(Set.copyOf(await(member.own.heard())))));
  }

  @Test
  void whoIsCutOffFallsSilentAndGivesUpWhatOthersOwnWhenItIsBack() {
    Member cut = members.get(2);
    cut.claim("kept");
    cut.claim("taken");
    ConcurrentLinkedQueue<CallRequest> told = new ConcurrentLinkedQueue<>();
    cut.bus.receive(Addresses.call("taken", "node-3"), told::add);
    cut.vertx.eventBus().addInboundInterceptor(cut.cut).addOutboundInterceptor(cut.cut);
    waitFor(() -> !cut.tenure.runs());
    assertTrue(members.get(0).tenure.runs() && members.get(1).tenure.runs());
    assertEquals(503, ((Fault) cut.own.claim(entry("new", "node-3", 1)).cause()).code());
    Future<Boolean> ended = cut.own.release(entry("kept", "node-3", 1));
    await(members.get(0).shared.calls().takeOver(new CallRequest.TakeOver("taken", "node-3", 1),
        "node-1"));
    assertTrue(!ended.isComplete(), "who is silent ends no call");
    cut.vertx.eventBus().removeInboundInterceptor(cut.cut).removeOutboundInterceptor(cut.cut);
    waitFor(cut.tenure::runs);
    assertEquals(true, await(ended));
    waitFor(() -> !told.isEmpty());
    assertEquals(List.of(new CallRequest.GiveUp(2)), List.copyOf(told));
    assertEquals(1.0, cut.count("voxbus.given.up"));
    assertEquals("node-1", await(members.get(1).own.find("taken")).orElseThrow().node());
  }
}
