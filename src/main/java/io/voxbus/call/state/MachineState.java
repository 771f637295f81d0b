package io.voxbus.call.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Resumption;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.Route;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipInvite;
import io.voxbus.protocol.bus.SipWaiting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the rules of a call know: values that don't change any more, to be compared with those of before. Times are wall
 * clock in ms.
 *
 * @param untold  failures that are told when the call is answered
 * @param waiting commands that are carried out then
 * @param line    what the line was heard to say last
 */
public record MachineState(Course course, List<MediaEvent.Failed> untold, List<Command> waiting,
    Muted muted, MediaEvent.@Nullable Progress line, ListeningState listening, BargeIn bargeIn,
    PlaybackState playback, Bot bot, Realtime realtime, @Nullable Bridge bridge,
    TransferState transfer, Phone phone, @Nullable Browser browser,
    @Nullable Routing routing) {
  /** @param resumption the call was answered before, and waits for its media on another node; null: it does not */
  public record Course(Phase phase, @Nullable Resumption resumption, CallOption option,
      long startMillis,
      long answerMillis, End end) {}

  /** Why and until when it ends. */
  public record End(long closingUntilMillis, String reason, String initiator) {}

  public record Muted(boolean caller, boolean server) {}

  public record BargeIn(int held, long interruptAtMillis, long resumeAtMillis) {}

  public record Bot(@Nullable String url, boolean open, boolean heard, long startMillis) {}

  public record Realtime(boolean open, int newestItem) {}

  /**
   * With another call.
   *
   * @param node        null while the other call has not joined
   * @param startMillis 0: it never has
   * @param untilMillis when one whose node was lost is not waited for any more; 0: that is not so
   * @param askAtMillis when it is asked again, as it was not there
   */
  public record Bridge(String peer, String track, @Nullable String node, long startMillis,
      long untilMillis, long askAtMillis) {}

  /**
   * Of a call that has come in: where the dial plan sends it.
   *
   * @param now  where it is going; null: nowhere any more
   * @param left where it goes after that
   * @param open whether the webhook that it is going to has not decided yet
   */
  public record Routing(@Nullable Route now, List<Route> left, boolean open) {}

  /**
   * Of a call by WebRTC that was answered.
   *
   * @param offer the newest that was answered; null: that of the call
   */
  public record Browser(@Nullable String offer, Carrier.Before before) {}

  /**
   * Of a telephone call.
   *
   * @param dialog of its main leg; null: it can't go on at another node
   * @param talk   what its media has agreed
   * @param invites of a call of ours that is not answered, one for each phone that rings; none: it can't be taken back
   * @param waits  a call that has come in and is not answered; null: it can't go on at another node
   * @param acceptUntilMillis when nobody has taken it in time
   */
  public record Phone(long ringMillis, int status, @Nullable SipDialog dialog,
      Carrier.@Nullable Talk talk, boolean onHold,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<SipInvite> invites,
      @Nullable SipWaiting waits, long acceptUntilMillis) {
    public Phone {
      invites = invites == null ? List.of() : invites; // of an older version
    }
  }
}
