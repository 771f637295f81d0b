package io.voxbus.bus;

/**
 * Whether the owner of a call is asked once more, when nobody has answered there, or its node may not act now: the call may
 * have been another node's, which is lost, and be about to be taken over. What may have been heard is said again to another
 * node only.
 */
final class Pursuit {
  static final long LOOK_MILLIS = 100;

  private final long untilMillis;
  private String asked = "";
  private boolean heard;
  private Fault why = Fault.unavailable("nobody has taken the call over");

  Pursuit(long now, long patience) {
    this.untilMillis = now + patience;
  }

  enum Step {
    ASK, WAIT, GIVE_UP
  }

  /** Whether nobody has answered who might act: a call that answers, be it with a fault, is where it was looked for. */
  static boolean unanswered(Fault fault) {
    return fault.kind() != Fault.Kind.ANSWER;
  }

  /** Whether nothing was done of it for sure. */
  private static boolean isUnheard(Fault fault) {
    return fault.kind() == Fault.Kind.CUT_OFF || fault.kind() == Fault.Kind.NOBODY;
  }

  /** It was asked there, in vain. */
  void failed(String node, Fault fault) {
    asked = node;
    heard = !isUnheard(fault);
    why = fault.kind() == Fault.Kind.CUT_OFF ? fault : why;
  }

  /** What is told when it is given up. */
  Fault why() {
    return why;
  }

  /** @param owner as the directory has it now */
  Step next(String owner, long now) {
    if (now >= untilMillis) {
      return Step.GIVE_UP;
    }
    return heard && owner.equals(asked) ? Step.WAIT : Step.ASK;
  }
}
