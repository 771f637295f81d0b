package io.voxbus.directory.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.directory.lease.QuorumModel.Scope;
import io.voxbus.directory.lease.QuorumModel.Without;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Every state that three nodes can get into with each other: whatever happens when, a call has one voice. */
class QuorumModelTest {
  private static final int MOST = 1_000_000;
  private static final int TRIED = 25;
  /** What was there before, a lease until the old owner is silent, what the others tell of it. */
  private static final int SAVED_TICKS = 3 * QuorumModel.LEASE;

  @Test
  void twoCallsOfOneNodeNeverHaveTwoOwnersThatAct() {
    assertNeverDoubled(new Scope(2, false, false, Without.NOTHING));
  }

  @Test
  void answersThatComeLateChangeNothing() {
    assertNeverDoubled(new Scope(1, true, false, Without.NOTHING));
  }

  @Test
  void aThirdNodeThatDiesChangesNothing() {
    assertNeverDoubled(new Scope(1, false, true, Without.NOTHING));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NOTHING")
  void withoutAnyOneOfTheRulesTheyWould(Without rule) {
    boolean late = rule == Without.TIME_OF_ASKING;
    boolean dying = rule == Without.WAITING_AFTER_A_DEATH;
    assertTrue(search(new Scope(1, late, dying, rule), state -> {}).doubled());
  }

  @Test
  void aCallIsSavedFromEveryStateWhenItsNodeIsCutOffAndTheOthersAreNot() {
    Scope scope = new Scope(1, false, false, Without.NOTHING);
    int[] count = new int[2];
    search(scope, state -> {
      if (count[0]++ % TRIED == 0 && !state.isSavedWithin(SAVED_TICKS, scope)) {
        count[1]++;
      }
    });
    assertEquals(0, count[1]);
  }

  private static void assertNeverDoubled(Scope scope) {
    Result result = search(scope, state -> {});
    assertTrue(!result.doubled() && result.complete() && result.states() > 40_000,
        result::toString);
  }

  private record Result(boolean doubled, boolean complete, int states) {}

  private static Result search(Scope scope, Consumer<QuorumModel> each) {
    Set<String> seen = new HashSet<>();
    Deque<QuorumModel> open = new ArrayDeque<>();
    open.add(QuorumModel.start(scope));
    while (!open.isEmpty() && seen.size() < MOST) {
      QuorumModel state = open.remove();
      if (state.doubled(scope)) {
        return new Result(true, false, seen.size());
      }
      each.accept(state);
      state.next(scope, next -> {
        if (seen.add(next.key())) {
          open.add(next);
        }
      });
    }
    return new Result(false, open.isEmpty(), seen.size());
  }
}
