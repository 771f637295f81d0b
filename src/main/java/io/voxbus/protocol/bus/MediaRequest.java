package io.voxbus.protocol.bus;

import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.VadOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call asks of its media. A playback is a track the server plays, an item one piece of it. A leg is named by its
 * track: the main one by the call's id.
 */
public sealed interface MediaRequest {
  /**
   * To the host: open the media of a call with its main leg. Answered by {@link Opened}, or a fault 400, 488 or 503.
   *
   * @param part    of the call, from 1: one for each node that the call has lived on
   * @param clients who are heard from the beginning
   */
  record Open(String callId, CallOption option, Carrier carrier, long part,
      List<Join> clients) implements MediaRequest {
    public Open(String callId, CallOption option, Carrier carrier) {
      this(callId, option, carrier, 1, List.of());
    }

    /** The same with what the call wants by now. */
    public Open with(CallOption other) {
      return new Open(callId, other, carrier, part, clients);
    }
  }
  /**
   * Answer to what opens or changes a leg: our answer to its offer, or our offer; empty without SDP.
   *
   * @param same whether it has the address and port that another node had for it: audio goes on before that offer is answered
   */
  record Opened(String sdp, boolean same) {
    public Opened(String sdp) {
      this(sdp, false);
    }
  }
  /** The call is taken, with these options: begin what they ask for and has not begun yet. */
  record Configure(CallOption option) implements MediaRequest {}
  /**
   * Open a further leg, not heard yet. Answered by {@link Opened}, or a fault.
   *
   * @param vad        tells when its remote party speaks; null: nobody
   * @param recognised whether a recogniser of its own listens to it
   */
  record OpenLeg(String leg, Carrier carrier, @Nullable VadOption vad, boolean recognised)
      implements
        MediaRequest {
    public OpenLeg(String leg, Carrier carrier) {
      this(leg, carrier, null, false);
    }
  }
  /** The remote party has answered our offer. Answered by {@link CallReply.Done}, or a fault 488. */
  record Answered(String leg, String sdp) implements MediaRequest {}
  /** The remote party wants to change the leg. Answered by {@link Opened}, or a fault 488 that changes nothing. */
  record Reoffered(String leg, String sdp) implements MediaRequest {}
  /** The remote party may be reached here as well: candidates of ICE that can be read. Answered by {@link CallReply.Done}. */
  record Candidates(String leg, List<String> lines) implements MediaRequest {}
  /** Make a new offer, to hold the remote party or take it back. Answered by {@link Opened}. */
  record Reoffer(String leg, boolean hold) implements MediaRequest {}
  /** Let a further leg and the main one hear each other, or part them. */
  record Connect(String leg, boolean connected) implements MediaRequest {}
  /** End a further leg. */
  record CloseLeg(String leg) implements MediaRequest {}
  /** Send audio to this client, and take its audio. */
  record Join(String socketId, String nodeId) implements MediaRequest {}
  /** The client's socket is gone. */
  record Leave(String socketId) implements MediaRequest {}
  /** Append an item to what is played. */
  record Play(int playback, int item, Sound sound) implements MediaRequest {}
  /** End a playback at once. Answered by {@link MediaEvent.Stopped}. */
  record Stop(int playback) implements MediaRequest {}
  /** As {@link Stop}, but what was to be heard in the next {@code millis} still is, becoming fainter. */
  record Fade(int playback, int millis) implements MediaRequest {}
  /** Forget items of a playback that have not begun. */
  record Drop(List<Integer> items) implements MediaRequest {}
  record Pause() implements MediaRequest {}
  record Resume() implements MediaRequest {}
  /** Silence the caller's track, the server's, or undo it; null leaves a track as it is. */
  record Mute(@Nullable Boolean caller, @Nullable Boolean server) implements MediaRequest {}
  /** Press keys on a further leg, by whatever means it has. */
  record DialLeg(String leg, String digits, int millisEach) implements MediaRequest {}
  /** Send digits to the client as tones. */
  record Dial(String digits, int millisEach) implements MediaRequest {}
  /** The call is answered: what is heard from now on is a greeting. */
  record Talking() implements MediaRequest {}
  /** End the media. Answered by {@link MediaEvent.Closed}. */
  record Close() implements MediaRequest {}
  /** As {@link Close}, but the remote party is not told: for it the call goes on, at another node. */
  record Part() implements MediaRequest {}
}
