package io.voxbus.sip.orphan;

import io.voxbus.protocol.bus.Orphan;
import java.util.Set;

/** What is to be done about requests whose dialog is not here. */
sealed interface OrphanEffect {
  /** Ask these nodes for its dialog. */
  record Ask(Orphan orphan, Set<String> nodes) implements OrphanEffect {}

  record Settle(String id, Verdict verdict) implements OrphanEffect {}

  /**
   * Nobody's dialog in all that time; it is settled next.
   *
   * @param silent nodes that have not said anything
   * @param lost nodes whose calls were still expected at others
   */
  record GiveUp(Orphan orphan, Set<String> silent, Set<String> lost) implements OrphanEffect {}

  /** Its dialog has come: do what it is about, and let the node know that it came to. */
  record Take(Orphan orphan, String node) implements OrphanEffect {}

  /** What becomes of a request. */
  enum Verdict {
    /** It is looked at once more; 481 if its dialog is still not here. */
    AGAIN(0),
    /** Another node has ended the dialog. */
    ENDED(200),
    /** The far end is about to be offered something. */
    PENDING(491),
    /** Another node is about to tell the far end where the dialog is. */
    LATER(503);

    private final int status;

    Verdict(int status) {
      this.status = status;
    }

    /** 0: it is not answered by this. */
    int status() {
      return status;
    }
  }
}
