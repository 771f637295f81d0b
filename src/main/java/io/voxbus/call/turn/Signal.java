package io.voxbus.call.turn;

import io.voxbus.call.rules.CallMachine;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipEvent;
import java.util.List;

/** What happens to a call. */
public sealed interface Signal {
  /** A client sent a command. */
  record Commanded(Command command) implements Signal {}
  /** The webhook that was asked wants this done; nothing, when it has only taken note. */
  record Decided(List<Command> commands) implements Signal {}
  /**
   * The media is open; {@code sdp} is the answer to the client's offer, or our offer.
   *
   * @param same whether it has the address and port that another node had for it
   */
  record MediaOpened(String sdp, boolean same) implements Signal {
    public MediaOpened(String sdp) {
      this(sdp, false);
    }
  }
  /** The media could not be opened. */
  record MediaRefused(int code, String reason) implements Signal {}
  /** The media did what it was asked by {@link Effect.AskMedia}. */
  record MediaGave(MediaRequest request, String sdp, boolean same) implements Signal {
    public MediaGave(MediaRequest request, String sdp) {
      this(request, sdp, false);
    }
  }
  /** It did not. */
  record MediaDenied(MediaRequest request, int code, String reason) implements Signal {}
  record FromMedia(MediaEvent event) implements Signal {}
  record FromAi(AiEvent event) implements Signal {}
  /** From the recogniser of a further leg. */
  record FromLegAi(String leg, AiEvent event) implements Signal {}
  record FromSip(String leg, SipEvent event) implements Signal {}
  /** Another call is bridged with this one: it has asked for that, or agreed to it. */
  record Joined(String callId, String nodeId, boolean asked) implements Signal {}
  record JoinRefused(String callId, int code, String reason) implements Signal {}
  /** The other call has left the bridge. */
  record Parted(String callId) implements Signal {}
  /** A node has died, and every call on it. */
  record NodeLost(String nodeId) implements Signal {}
  /** The call is to end for a reason outside of it. */
  record Ended(String reason, String initiator) implements Signal {}
  /** The time that {@link CallMachine#nextMillis} named has come. */
  record Tick() implements Signal {}
}
