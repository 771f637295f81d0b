package io.voxbus.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.bus.Fault;
import io.voxbus.ws.Search.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What WsSessionTest would have to wait for: what a search makes of several looks and waits. */
class SearchTest {
  private static final Fault ABSENT = Fault.notFound("call s1");
  private final Search search = new Search(owner -> owner.equals("n2"), 12_000);

  @Test
  void onlyAnOwnerThatCanHaveTheCallIsAsked() {
    assertFalse(search.found("n1"));
    assertTrue(search.found("n2"));
  }

  @Test
  void aCallHasEndedThatIsNotFoundThreeTimesInARow() {
    assertEquals(List.of(Outcome.OPEN, Outcome.OPEN), looks(ABSENT, ABSENT));
    search.found("n1");
    assertEquals(List.of(Outcome.OPEN, Outcome.OPEN, Outcome.ENDED),
        looks(ABSENT, ABSENT, ABSENT));
  }

  @Test
  void aListThatCouldNotBeReadSaysNothingOfTheCall() {
    assertEquals(List.of(Outcome.OPEN, Outcome.OPEN, Outcome.OPEN, Outcome.OPEN, Outcome.OPEN),
        looks(ABSENT, ABSENT, new Fault(503, "no answer"), ABSENT, ABSENT));
  }

  @Test
  void aCallThatIsOnTheListIsWaitedForUntilItIsTooLate() {
    assertEquals(Outcome.OPEN, search.late(false));
    assertEquals(Outcome.OPEN, search.late(false));
    assertEquals(Outcome.ENDED, search.late(false));
  }

  @Test
  void aCallThatIsNotOnTheListIsNotWaitedForLonger() {
    search.notFound(ABSENT, false);
    assertEquals(Outcome.ENDED, search.late(false));
  }

  @Test
  void aNodeThatIsCutOffDoesNotSayThatACallHasEnded() {
    for (int look = 0; look < 9; look++) {
      assertEquals(Outcome.OPEN, search.notFound(ABSENT, true));
    }
    assertEquals(Outcome.OPEN, search.late(true));
    assertEquals(Outcome.OPEN, search.late(true));
    assertEquals(Outcome.ELSEWHERE, search.late(true));
  }

  private List<Outcome> looks(Fault... faults) {
    return Stream.of(faults).map(fault -> search.notFound(fault, false)).toList();
  }
}
