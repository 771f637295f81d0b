package io.voxbus.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckListTest {
  private static final long CONSENT = 20_000 * Network.MILLI;
  private static final InetSocketAddress RELAY = Checks.at("203.0.113.3", 40_000);

  private final Network network = new Network(0);
  private final Network.End ours = network.end("192.0.2.1");
  private final Network.End theirs = network.end("198.51.100.7");

  /** Both check; they offered, so they control. */
  private void meet(Candidate... ourCandidates) {
    ours.checking();
    theirs.checking();
    ours.knows(theirs, false, theirs.host());
    theirs.knows(ours, true, ourCandidates);
  }

  @Test
  void whoOfferedNominatesAndBothAgreeOnTheWay() {
    meet(ours.host());
    network.run(1_000);
    assertEquals(new Path(ours.at, theirs.at), ours.session.path());
    assertEquals(new Path(theirs.at, ours.at), theirs.session.path());
    assertTrue(ours.session.nominated());
    assertTrue(theirs.session.nominated());
    assertEquals("call", ours.agent.owner(new Path(ours.at, theirs.at)));
  }

  @Test
  void aLiteClientIsControlledByUs() {
    ours.checking();
    ours.knows(theirs, true, theirs.host());
    network.run(1_000);
    assertTrue(ours.session.nominated());
    assertTrue(theirs.session.nominated());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConflictOfRolesIsSettled(boolean bothControl) {
    ours.checking();
    theirs.checking();
    ours.knows(theirs, bothControl, theirs.host());
    theirs.knows(ours, bothControl, ours.host());
    network.run(2_000);
    assertTrue(ours.session.nominated());
    assertTrue(theirs.session.nominated());
  }

  @Test
  void aClientThatCannotFindUsIsFound() {
    meet();
    network.run(1_000);
    assertEquals(new Path(ours.at, theirs.at), ours.session.path());
    assertTrue(theirs.session.nominated());
  }

  @Test
  void theRelayIsTakenWhereNothingElseGetsThrough() {
    ours.checking(RELAY);
    theirs.checking();
    ours.knows(theirs, false, theirs.host());
    theirs.knows(ours, true, ours.host(), Candidate.relayed(2, RELAY, 65_535));
    network.only(path -> path.local().equals(RELAY) || path.remote().equals(RELAY));
    network.run(3_000);
    assertEquals(new Path(RELAY, theirs.at), ours.session.path());
    assertTrue(ours.session.nominated());
  }

  @Test
  void aRelayThatIsKnownLateIsTriedAsWell() {
    ours.checking();
    theirs.checking();
    ours.knows(theirs, false, theirs.host());
    theirs.knows(ours, true, ours.host());
    network.only(path -> path.local().equals(RELAY) || path.remote().equals(RELAY));
    network.run(1_000);
    assertNull(ours.session.path());
    network.ends.put(RELAY, ours);
    Candidate relay = Candidate.relayed(2, RELAY, 65_535);
    List<CheckList.Base> all = List.of(
        new CheckList.Base(ours.at, ours.host().priority()),
        new CheckList.Base(RELAY, relay.priority()));
    ours.agent.bases(ours.session, all);
    ours.agent.bases(ours.session, all);
    network.run(3_000);
    assertEquals(new Path(RELAY, theirs.at), ours.session.path());
  }

  @Test
  void theRelayIsNotTakenWhereSomethingBetterGetsThrough() {
    ours.checking(RELAY);
    theirs.checking();
    ours.knows(theirs, false, theirs.host());
    theirs.knows(ours, true, Candidate.relayed(2, RELAY, 65_535), ours.host());
    network.run(3_000);
    assertEquals(new Path(ours.at, theirs.at), ours.session.path());
  }

  @Test
  void packetsThatGetLostAreSentAgain() {
    Network bad = new Network(30);
    Network.End here = bad.end("192.0.2.1").checking();
    Network.End there = bad.end("198.51.100.7").checking();
    here.knows(there, false, there.host());
    there.knows(here, true, here.host());
    bad.run(5_000);
    assertTrue(here.session.nominated());
    assertTrue(there.session.nominated());
  }

  @Test
  void aClientThatComesLaterIsCheckedWhereItSaysThatItIs() {
    ours.checking();
    theirs.checking();
    theirs.knows(ours, true);
    ours.knows(theirs, false);
    network.run(1_000);
    assertNull(ours.session.path());
    ours.agent.add(ours.session, List.of(theirs.host()));
    network.run(1_000);
    assertTrue(ours.session.nominated());
  }

  @Test
  void consentIsAskedForAndEndsWithTheAnswers() {
    meet(ours.host());
    network.run(40_000);
    assertFalse(ours.session.silent(network.nowNanos, CONSENT));
    network.only(path -> path.local().equals(theirs.at) ? false : true);
    network.run(15_000);
    assertFalse(ours.session.silent(network.nowNanos, CONSENT));
    network.run(12_000);
    assertTrue(ours.session.silent(network.nowNanos, CONSENT));
  }

  @Test
  void aCallOutlivesAWayThatLosesAFifthOfThePackets() {
    Network bad = new Network(20);
    Network.End here = bad.end("192.0.2.1").checking();
    Network.End there = bad.end("198.51.100.7").checking();
    here.knows(there, false, there.host());
    there.knows(here, true, here.host());
    bad.run(5_000);
    for (int minute = 0; minute < 60; minute++) {
      for (int second = 0; second < 60; second++) {
        bad.run(1_000);
        assertFalse(here.session.silent(bad.nowNanos, CONSENT), "after " + minute + " minutes");
      }
    }
  }

  @Test
  void consentIsNotAskedForMoreOftenThanItHasToBe() {
    meet(ours.host());
    network.run(1_000);
    int[] asked = new int[1];
    network.only(path -> {
      asked[0] += path.local().equals(ours.at) ? 1 : 0;
      return true;
    });
    network.run(60_000);
    assertTrue(asked[0] <= 2 * 13, asked[0] + " packets in a minute, answers among them");
  }

  @Test
  void aNominationThatFailsLeavesRoomForAnother() {
    ours.checking(RELAY);
    ours.knows(theirs, true, theirs.host());
    Path direct = new Path(ours.at, theirs.at);
    while (!direct.equals(ours.session.path())) {
      network.run(10);
    }
    network.only(path -> path.local().equals(RELAY) || path.remote().equals(RELAY));
    network.run(30_000);
    assertTrue(ours.session.nominated());
    assertEquals(new Path(RELAY, theirs.at), ours.session.path());
  }

  @Test
  void nobodyIsFloodedBecauseAClientSaysThatItIsThere() {
    List<Path> checked = new java.util.ArrayList<>();
    ours.agent.check(ours.session, List.of(new CheckList.Base(ours.at, 1)),
        (path, packet) -> checked.add(path));
    ours.knows(theirs, false, Candidate.host(1, Checks.at("224.0.0.251", 5353), 1),
        Candidate.host(2, Checks.at("0.0.0.0", 5000), 1));
    network.run(1_000);
    assertEquals(List.of(), checked);
  }

  @Test
  void aClientThatCameByTcpIsKeptByItsOwnChecks() {
    ours.checking();
    ours.knows(theirs, false);
    Path stream = new Path(ours.at, theirs.at, true);
    for (int i = 0; i < 10; i++) {
      byte[] check = Checks.nominating(ours.credentials);
      ours.agent.on(check, check.length, stream, network.nowNanos);
      network.run(5_000);
    }
    assertEquals(stream, ours.session.path());
    assertEquals(List.of(stream), ours.paths);
    assertFalse(ours.session.silent(network.nowNanos, CONSENT));
    network.run(21_000);
    assertTrue(ours.session.silent(network.nowNanos, CONSENT));
  }

  @Test
  void afterARestartANewWayIsFound() {
    meet(ours.host());
    network.run(1_000);
    Network.End moved = network.end("203.0.113.99").checking();
    ours.restart();
    ours.knows(moved, false, moved.host());
    moved.knows(ours, true, ours.host());
    assertEquals(new Path(ours.at, theirs.at), ours.session.path());
    network.run(1_000);
    assertEquals(new Path(ours.at, moved.at), ours.session.path());
    assertTrue(ours.session.nominated());
  }

  @Test
  void whoAnswersFromElsewhereOrWithAnotherPasswordHasNotAnswered() {
    ours.checking();
    ours.knows(theirs, true, theirs.host());
    Path elsewhere = new Path(ours.at, Checks.at("203.0.113.200", 1));
    List<byte[]> asked = new java.util.ArrayList<>();
    network.only(path -> false);
    ours.agent.check(ours.session,
        List.of(new CheckList.Base(ours.at, 1)), (path, packet) -> asked.add(packet));
    ours.knows(theirs, true, theirs.host());
    network.run(100);
    StunMessage check = StunMessage.of(asked.get(0), asked.get(0).length);
    byte[] forged = new StunWriter(StunMessage.BINDING_SUCCESS, check.transaction())
        .mapped(ours.at).signed(StunWriter.mac("guessed"));
    byte[] genuine = new StunWriter(StunMessage.BINDING_SUCCESS, check.transaction())
        .mapped(ours.at).signed(StunWriter.mac(theirs.credentials.password()));
    Path way = new Path(ours.at, theirs.at);
    ours.agent.on(forged, forged.length, way, network.nowNanos);
    ours.agent.on(genuine, genuine.length, elsewhere, network.nowNanos);
    assertNull(ours.session.path());
    assertNull(ours.agent.owner(way));
    ours.agent.on(genuine, genuine.length, way, network.nowNanos);
    assertEquals(way, ours.session.path());
  }

  @Test
  void manyCandidatesMakeNoMoreThanAHundredWays() {
    ours.checking();
    Candidate[] flood = new Candidate[500];
    for (int i = 0; i < flood.length; i++) {
      flood[i] = Candidate.host(i, Checks.at("203.0.113.50", 1000 + i), 1);
    }
    List<Path> checked = new java.util.ArrayList<>();
    ours.agent.check(ours.session, List.of(new CheckList.Base(ours.at, 1)),
        (path, packet) -> checked.add(path));
    ours.knows(theirs, false, flood);
    network.run(10_000);
    assertEquals(100, checked.stream().distinct().count());
  }
}
