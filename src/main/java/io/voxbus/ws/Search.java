package io.voxbus.ws;

import io.voxbus.bus.Fault;
import java.util.function.Predicate;

/** One search for a call that is not where it was: what each look at the list and each wait means. */
final class Search {
  /** In which a call that can be saved has been taken over. */
  static final long WAIT_MILLIS = 5_000;
  /** A call that is in no directory for so long has ended. */
  private static final int MOST_ABSENT = 2;

  private final Predicate<String> has;
  private final long mostMillis;
  private long waitedMillis;
  /** How often in a row the call was on no list. */
  private int absent;

  /**
   * @param has        whether a node that is told to own the call can have it
   * @param mostMillis how long a call is waited for that may come yet
   */
  Search(Predicate<String> has, long mostMillis) {
    this.has = has;
    this.mostMillis = mostMillis;
  }

  /** What became of a search. */
  enum Outcome {
    /** It goes on. */
    OPEN,
    /** There is no such call any more. */
    ENDED,
    /** This node does not know: its client had better ask another one. */
    ELSEWHERE
  }

  /** The call is on the list; says whether its owner is worth asking. */
  boolean found(String owner) {
    absent = 0;
    return has.test(owner);
  }

  /** A node that is cut off can't tell a call that has ended from one that it does not see. */
  Outcome notFound(Fault fault, boolean cutOff) {
    absent = fault.code() == 404 && !cutOff ? absent + 1 : 0;
    return absent > MOST_ABSENT ? Outcome.ENDED : Outcome.OPEN;
  }

  /**
   * Another {@link #WAIT_MILLIS} have gone by. A call that is still on the list is taken over late. What becomes of one
   * is not known to a node that is cut off: the client waits with it, then it comes back elsewhere.
   */
  Outcome late(boolean cutOff) {
    waitedMillis += WAIT_MILLIS;
    if ((cutOff || absent == 0) && waitedMillis < mostMillis) {
      return Outcome.OPEN;
    }
    return cutOff ? Outcome.ELSEWHERE : Outcome.ENDED;
  }
}
