package io.voxbus.call.rules;

import io.voxbus.call.state.MachineState;
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
  /** The newest that was answered since the first one; null: none. */
  private @Nullable String changed;
  private Carrier.@Nullable Before before;
  private Carrier.@Nullable Secured secured;
  /** Whether the client has to find its way to this node. */
  private boolean migrates;

  WebRtcRules(CallSetup setup, String nodeId) {
    this.setup = setup;
    this.nodeId = nodeId;
  }

  MachineState.@Nullable Browser state() {
    return before == null
        ? null
        : new MachineState.Browser(changed,
            new Carrier.Before(before.session(), before.version(), secured));
  }

  /** In a call that is up every answer has been given. */
  void restore(MachineState.Course course, MachineState.@Nullable Browser state) {
    unanswered = course.phase() == Phase.ANSWERED ? 0 : 1;
    if (state != null) {
      changed = state.offer();
      before = state.before();
      secured = state.before().secured();
    }
  }

  /** What carries the call's audio, whichever its type. */
  Carrier carrier() {
    return browser() ? new Carrier.WebRtc(offer(setup.option())) : new Carrier.Sockets();
  }

  /** Whether the client knows nothing of us that another node could go on with. */
  boolean strange() {
    return browser() && before == null;
  }

  /** The same on another node: a client that was answered has keys, and finds its way by a further offer. */
  Carrier carrierAgain() {
    MachineState.Browser known = state();
    if (known == null) {
      return carrier();
    }
    unanswered = 1;
    migrates = true;
    return new Carrier.WebRtc(known.offer() == null ? offer(setup.option()) : known.offer(),
        known.before());
  }

  boolean migrates() {
    return migrates;
  }

  /** The media is open on this node: the client is told how to get there. */
  void migrate(Turn turn, String sdp) {
    described(sdp);
    turn.emit(new Event.Migrate(turn.callId, turn.now, nodeId, value(sdp, "a=ice-ufrag:"),
        value(sdp, "a=ice-pwd:"),
        sdp.lines().filter(line -> line.startsWith("a=candidate:"))
            .map(line -> line.substring(2)).toList()));
  }

  /** We have described ourselves to the client by this. */
  void described(String sdp) {
    String[] origin = value(sdp, "o=").split(" ", -1);
    if (browser() && origin.length > 2) {
      before = new Carrier.Before(origin[1], Integer.parseInt(origin[2]), null);
    }
  }

  private static String value(String sdp, String name) {
    return sdp.lines().filter(line -> line.startsWith(name)).findFirst()
        .map(line -> line.substring(name.length())).orElse("");
  }

  void secured(Carrier.Secured by) {
    secured = by;
  }

  /** Why a call ends whose client is not heard from any more. */
  String lost() {
    return migrates ? "nodeFailure" : browser() ? "iceFailed" : "rtpTimeout";
  }

  /** A client that has new addresses, or changes its media, invites once more (RFC 8829 section 4.1.10). */
  void invite(Turn turn, Command.Invite invite) {
    String offer = offer(invite.call());
    if (browser() && !offer.isEmpty()) {
      unanswered += migrates && unanswered == 1 ? 0 : 1;
      turn.ask(new MediaRequest.Reoffered(setup.callId(), offer));
    } else {
      turn.error("command", "the call is set up already", 409);
    }
  }

  /** The media has taken a further offer. */
  void gave(Turn turn, String offer, String sdp) {
    changed = offer;
    described(sdp);
    turn.emit(new Event.Answer(setup.callId(), turn.now, sdp, null, nodeId));
    held.removeIf(one -> !sdp.contains("a=ice-ufrag:" + one.ufrag() + "\r\n"));
    answered(turn);
  }

  /** The client is here. */
  void arrived(Turn turn) {
    migrates = false;
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
