package io.voxbus.bus;

import static io.voxbus.bus.Pursuit.Step.ASK;
import static io.voxbus.bus.Pursuit.Step.GIVE_UP;
import static io.voxbus.bus.Pursuit.Step.WAIT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Who is asked when the owner of a call does not answer. */
class PursuitTest {
  private static final Fault NOBODY = Fault.nobody();
  private static final Fault SILENCE = Fault.silence();

  private final Pursuit pursuit = new Pursuit(1_000, 8_000);

  @Test
  void whereNobodyIsYetItIsAskedAgain() {
    pursuit.failed("n1", NOBODY);
    assertEquals(ASK, pursuit.next("n1", 1_100));
    assertEquals(ASK, pursuit.next("n2", 1_200));
  }

  @Test
  void aNodeThatMayNotActForAMomentIsAskedAgain() {
    assertTrue(Pursuit.unanswered(Fault.cutOff()));
    assertFalse(Pursuit.unanswered(Fault.unavailable("this node is draining")));
    assertEquals("nobody has taken the call over", pursuit.why().getMessage());
    pursuit.failed("n1", Fault.cutOff());
    assertEquals(ASK, pursuit.next("n1", 1_100));
    assertEquals(Fault.cutOff().getMessage(), pursuit.why().getMessage());
  }

  @Test
  void whatMayHaveBeenHeardIsSaidAgainToAnotherNodeOnly() {
    pursuit.failed("n1", SILENCE);
    assertEquals(WAIT, pursuit.next("n1", 5_000));
    assertEquals(ASK, pursuit.next("n2", 6_000));
    pursuit.failed("n2", NOBODY);
    assertEquals(ASK, pursuit.next("n2", 6_100));
  }

  @Test
  void aCallThatNobodyTakesOverIsGivenUpAfterAWhile() {
    pursuit.failed("n1", NOBODY);
    assertEquals(ASK, pursuit.next("n1", 8_999));
    assertEquals(GIVE_UP, pursuit.next("n1", 9_000));
  }

  @Test
  void aFaultIsAnAnswerAsWell() {
    assertTrue(Pursuit.unanswered(NOBODY));
    assertTrue(Pursuit.unanswered(SILENCE));
    assertTrue(Pursuit.unanswered(Fault.lost()));
    assertFalse(Pursuit.unanswered(Fault.notFound("track x")));
    assertFalse(Pursuit.unanswered(Fault.conflict("somebody takes the call already")));
  }
}
