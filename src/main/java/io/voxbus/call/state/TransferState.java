package io.voxbus.call.state;

import io.voxbus.protocol.api.ReferOption;
import org.jspecify.annotations.Nullable;

/**
 * A transfer of a call.
 *
 * @param legs how many second legs there have been
 */
public record TransferState(@Nullable Leg leg, @Nullable ReferOption asked,
    @Nullable String referrer, int legs) {
  /** The second leg. */
  public record Leg(String id, String callee, ReferOption option, long startMillis,
      String caller, long ringMillis, long answerMillis, boolean dialled,
      boolean taken, boolean connected, String theirs, ListeningState listening, Offer offer) {}

  /** A change of a leg whose call is up. */
  public record Offer(boolean onHold, @Nullable Boolean holding) {}
}
