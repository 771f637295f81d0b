package io.voxbus.sip.carrier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.protocol.bus.SipRequest.TrunkCalls;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrunkTallyTest {
  private final TrunkTally tally = new TrunkTally();
  private long now;

  private boolean enters(String node, int calls) {
    return tally.on(new TrunkCalls("a", node, calls, true, 3, 0), now);
  }

  private void tells(String node, int calls) {
    assertTrue(tally.on(new TrunkCalls("a", node, calls, false, 3, 0), now));
  }

  @Test
  void allNodesTogetherHaveWhatTheTrunkAllows() {
    assertEquals(List.of(true, true, true, false, false),
        List.of(enters("n1", 1), enters("n2", 1), enters("n1", 2), enters("n2", 2),
            enters("n3", 1)));
    tells("n1", 1);
    assertTrue(enters("n3", 1), "one has ended");
  }

  @Test
  void whatWasRefusedIsNotCounted() {
    tells("n1", 3);
    assertFalse(enters("n2", 1));
    tells("n1", 2);
    assertTrue(enters("n1", 3));
  }

  @Test
  void theCallsOfANodeThatIsLostAreOverAtOnce() {
    tells("n1", 3);
    assertFalse(enters("n2", 1));
    tally.lost("n1");
    assertTrue(enters("n2", 1));
  }

  @Test
  void whoTellsNothingForAWhileHasNone() {
    tells("n1", 3);
    now += TrunkTally.FORGET_MILLIS;
    assertFalse(enters("n2", 1));
    now++;
    assertTrue(enters("n2", 1));
  }

  @Test
  void whoeverBeginsToCountLearnsFromWhatIsTold() {
    tells("n1", 2);
    assertTrue(enters("n2", 1));
    assertFalse(enters("n2", 2));
  }

  @Test
  void newCallsASecondAreOfAllNodes() {
    assertEquals(List.of(true, true, false), List.of(rate("n1"), rate("n2"), rate("n1")));
    now += 500;
    assertEquals(List.of(true, false), List.of(rate("n2"), rate("n1")));
  }

  private boolean rate(String node) {
    return tally.on(new TrunkCalls("b", node, 1, true, 0, 2), now);
  }

  @Test
  void aFullTrunkTakesNothingOfTheRate() {
    assertTrue(tally.on(new TrunkCalls("c", "n1", 1, true, 1, 2), now));
    assertFalse(tally.on(new TrunkCalls("c", "n2", 1, true, 1, 2), now));
    tally.on(new TrunkCalls("c", "n1", 0, false, 1, 2), now);
    assertTrue(tally.on(new TrunkCalls("c", "n2", 1, true, 1, 2), now));
  }
}
