package io.voxbus.call.state;

import io.voxbus.protocol.api.ReferOption;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipInvite;
import org.jspecify.annotations.Nullable;

/**
 * A transfer of a call.
 *
 * @param legs how many second legs there have been
 */
public record TransferState(@Nullable Leg leg, @Nullable ReferOption asked,
    @Nullable String referrer, int legs) {
  /**
   * The second leg.
   *
   * @param dialog to end it by on another node; null: it has none that could be kept
   * @param invite to take it back by, while it has no dialog
   */
  public record Leg(String id, String callee, ReferOption option, long startMillis,
      String caller, long ringMillis, long answerMillis, boolean dialled,
      boolean taken, boolean connected, String theirs, ListeningState listening, Offer offer,
      @Nullable SipDialog dialog, @Nullable SipInvite invite) {}

  /** A change of a leg whose call is up. */
  public record Offer(boolean onHold, @Nullable Boolean holding) {}
}
