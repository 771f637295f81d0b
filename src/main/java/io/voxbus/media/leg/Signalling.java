package io.voxbus.media.leg;

import java.util.List;

/** The side of a leg that talks in session descriptions. On its session's event loop; its failures are faults. */
public interface Signalling {
  /** Our first description: an answer, or an offer; empty without SDP. */
  String open();

  /** The remote party has answered our offer. */
  void answered(String answer);

  /** The remote party wants a change. */
  String reoffered(String offer);

  /** The remote party may be reached here as well (ICE), where that means something. */
  default void candidates(List<String> lines) {}

  /** We want one: to hold the remote party, or to take it back. */
  String reoffer(boolean hold);
}
