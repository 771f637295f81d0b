package io.voxbus.call.rules;

import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Turn;
import io.voxbus.ice.Candidate;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is peculiar to calls by WebRTC: the offer, a further one while the call is up, candidates. */
final class WebRtcRules {
  private static final int MOST_HELD = 64;

  private final CallSetup setup;
  private final String nodeId;
  /** Answers that have not been given; what is known of our addresses meanwhile comes after them. */
  private int unanswered = 1;
  private final List<MediaEvent.Candidate> held = new ArrayList<>();

  WebRtcRules(CallSetup setup, String nodeId) {
    this.setup = setup;
    this.nodeId = nodeId;
  }

  /** In a call that is up every answer has been given. */
  void restore(Phase phase) {
    unanswered = phase == Phase.ANSWERED ? 0 : 1;
  }

  /** What carries the call's audio, whichever its type. */
  Carrier carrier() {
    return browser() ? new Carrier.WebRtc(offer(setup.option())) : new Carrier.Sockets();
  }

  /** Why a call ends whose client is not heard from any more. */
  String lost() {
    return browser() ? "iceFailed" : "rtpTimeout";
  }

  /** A client that has new addresses, or changes its media, invites once more (RFC 8829 section 4.1.10). */
  void invite(Turn turn, Command.Invite invite) {
    String offer = offer(invite.call());
    if (browser() && !offer.isEmpty()) {
      unanswered++;
      turn.ask(new MediaRequest.Reoffered(setup.callId(), offer));
    } else {
      turn.error("command", "the call is set up already", 409);
    }
  }

  /** The media has taken a further offer. */
  void gave(Turn turn, String sdp) {
    turn.emit(new Event.Answer(setup.callId(), turn.now, sdp, null, nodeId));
    held.removeIf(one -> !sdp.contains("a=ice-ufrag:" + one.ufrag() + "\r\n"));
    answered(turn);
  }

  /** The client has been told where we can be reached, as far as that was known. */
  void answered(Turn turn) {
    unanswered = Math.max(0, unanswered - 1);
    if (unanswered == 0) {
      held.forEach(one -> tell(turn, one));
      held.clear();
    }
  }

  void found(Turn turn, MediaEvent.Candidate candidate) {
    if (unanswered == 0) {
      tell(turn, candidate);
    } else if (held.size() < MOST_HELD) {
      held.add(candidate);
    }
  }

  private static void tell(Turn turn, MediaEvent.Candidate one) {
    turn.emit(new Event.Candidate(turn.callId, turn.now, one.line(), one.mid(), one.section(),
        one.ufrag()));
  }

  /** It has not: the call goes on as it was. */
  void denied(Turn turn, int code, String why) {
    turn.error("invite", why, code);
    answered(turn);
  }

  void candidates(Turn turn, Command.Candidate command) {
    take(turn, command.candidates() == null ? List.of() : command.candidates());
  }

  void candidate(Turn turn, Command.AddIceCandidate command) {
    take(turn, command.candidate() == null ? List.of() : List.of(command.candidate()));
  }

  /** An empty one says that there are no more. */
  private void take(Turn turn, List<String> candidates) {
    if (!browser()) {
      turn.error("command", "ICE candidates belongs to WebRTC calls, this one is "
          + setup.type().camel(), 400);
      return;
    }
    List<String> good = new ArrayList<>();
    for (String candidate : candidates) {
      try {
        if (!candidate.isBlank()) {
          Candidate.parse(candidate);
          good.add(candidate);
        }
      } catch (IllegalArgumentException e) {
        turn.error("command", String.valueOf(e.getMessage()), 400);
      }
    }
    if (!good.isEmpty()) {
      turn.media(new MediaRequest.Candidates(setup.callId(), List.copyOf(good)));
    }
  }

  boolean browser() {
    return setup.type() == CallType.WEBRTC;
  }

  private static String offer(@Nullable CallOption option) {
    return option == null || option.offer() == null ? "" : option.offer();
  }
}
