package io.voxbus.call.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.voxbus.protocol.api.ReferOption;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.Route;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipInvite;
import java.util.List;
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
   * @param dialog to go on with it on another node; null: it has none that could be kept
   * @param invites to take it back by, while it has no dialog
   * @param ours   our SDP
   * @param talk   what its media has agreed since it was answered; null: what it was answered with
   * @param route  where the dial plan has sent it; null: where the callee's address leads
   * @param routed whether it is called in order to take a call that has come in
   */
  public record Leg(String id, String callee, ReferOption option, long startMillis,
      String caller, long ringMillis, long answerMillis, boolean dialled,
      boolean taken, boolean connected, String theirs, ListeningState listening, Offer offer,
      @Nullable SipDialog dialog,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<SipInvite> invites, @Nullable String ours,
      Carrier.@Nullable Talk talk,
      @Nullable Route route, boolean routed) {
    public Leg {
      invites = invites == null ? List.of() : invites; // of an older version
    }
  }

  /** A change of a leg whose call is up. */
  public record Offer(boolean onHold, @Nullable Boolean holding) {}
}
