package io.voxbus.directory.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A lease of 100. */
class QuorumTest {
  private static final long LEASE = 100;

  @Test
  void aloneItStandsForEver() {
    assertEquals(Quorum.FOREVER, Quorum.first("a/1", LEASE).deadline());
  }

  @Test
  void whoJoinsStandsWhenOneWhoStandsCountsItAndHasAnswered() {
    Quorum joining = Quorum.learner("b/1", LEASE).acked("a/1", 10, Map.of(), 12);
    assertFalse(joining.stands(12));
    assertEquals(110, joining.heard(Set.of("a/1", "b/1")).deadline());
    assertEquals(joining, joining.heard(Set.of("a/1")));
    assertEquals(joining, joining.heard(Set.of()), "who does not stand lets nobody in");
  }

  @Test
  void aLeaseCountsFromTheTimeOfAskingOfTheMajority() {
    Quorum three = three().acked("c/1", 40, Map.of(), 45).acked("b/1", 20, Map.of(), 90);
    assertEquals(140, three.deadline());
    assertTrue(three.stands(139));
    assertFalse(three.stands(140));
    assertEquals(140, three.acked("c/1", 5, Map.of(), 91).deadline(), "an old answer comes late");
  }

  @Test
  void mostAreAsManyAsItTakesToStand() {
    assertTrue(three().areMost(List.of("c", "x")));
    assertFalse(three().areMost(List.of("x")));
    assertFalse(Quorum.learner("b/1", LEASE).areMost(List.of("a", "b")), "it counts nobody yet");
    Quorum two = Quorum.first("a/1", LEASE).acked("b/1", 0, Map.of(), 1);
    assertTrue(two.areMost(List.of()));
  }

  @Test
  void ofTwoTheFirstByNameStandsOnItsOwn() {
    Quorum first = Quorum.first("a/1", LEASE).acked("b/1", 0, Map.of(), 1);
    Quorum second = Quorum.first("b/1", LEASE).acked("a/1", 0, Map.of(), 1);
    assertEquals(Quorum.FOREVER, first.deadline());
    assertEquals(LEASE, second.deadline());
  }

  @Test
  void whoDoesNotStandCountsNobodyNew() {
    Quorum alone = three().acked("d/1", 500, Map.of(), 501);
    assertEquals(Set.of("a/1", "b/1", "c/1"), alone.voters());
    assertEquals(Set.of(), alone.told(501));
  }

  @Test
  void deathsThatAreSureMakeTheMajoritySmaller() {
    Quorum last = three().gone("b/1", 50).gone("c/1", 60);
    assertEquals(Quorum.FOREVER, last.deadline());
    assertEquals(Set.of("a/1"), last.voters());
  }

  @Test
  void aNewStartOfANodeEndsItsFormerOne() {
    assertEquals(Set.of("a/1", "c/1"), three().met("b/2", 50).voters());
    assertEquals(Set.of("a/1", "b/2", "c/1"),
        three().met("b/2", 50).acked("b/2", 50, Map.of(), 51).voters());
  }

  @Test
  void theCallsOfALostNodeAreFreeWhenAMajorityHasBeenQuietForALease() {
    Quorum lost = three().serve("c/1", 10).lost("c/1", 20).acked("b/1", 100, Map.of(), 105);
    assertFalse(lost.frees("c/1", 130), "the other may still answer it");
    Quorum told = lost.acked("b/1", 106, Map.of("c/1", 90L), 110);
    assertFalse(told.frees("c/1", 120), "the other has answered it at 20");
    assertTrue(told.frees("c/1", 121));
    assertFalse(told.frees("c/1", 156), "what was told is too old");
    assertFalse(told.back("c/1", 121).frees("c/1", 122));
  }

  @Test
  void whoIsBackGetsAnswersWhenNobodyReliesOnItsHavingNone() {
    Quorum back = three().lost("c/1", 20).back("c/1", 30);
    assertFalse(back.answers("c/1", 129));
    assertTrue(back.answers("c/1", 130));
    assertEquals(Map.of(), back.quiet(40));
    assertEquals(Map.of("c/1", 20L), three().lost("c/1", 20).quiet(40));
    assertEquals(Map.of(), back.serve("c/1", 130).fences());
  }

  @Test
  void whatADeadVoterHadAnsweredStillCountsForALease() {
    Quorum two = three().lost("c/1", 0).gone("b/1", 150);
    assertFalse(two.frees("c/1", 250));
    assertTrue(two.frees("c/1", 251), "the first of two takes over on its own");
  }

  private static Quorum three() {
    return Quorum.first("a/1", LEASE).acked("b/1", 0, Map.of(), 0).acked("c/1", 0, Map.of(), 0);
  }
}
