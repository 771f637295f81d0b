package io.voxbus.call.rules;

import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Signal;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipEvent;

/** Which leg of a call is meant: what its dialog tells, and what became of what the media was asked for it. */
final class LegRules {
  private final String main;
  private final CallCourse call;
  private final Concerns concerns;

  LegRules(String main, CallCourse call, Concerns concerns) {
    this.main = main;
    this.call = call;
    this.concerns = concerns;
  }

  void sip(Turn turn, String leg, SipEvent event) {
    if (call.phase() == Phase.ENDING) {
      return;
    }
    if (!leg.equals(main)) {
      concerns.transfer().on(turn, leg, event);
      return;
    }
    switch (event) {
      case SipEvent.Dtmf(String digit) -> pressed(turn, new MediaEvent.Dtmf(digit));
      case SipEvent.TransferProgress progress -> concerns.transfer().referral().on(turn, progress);
      case SipEvent.TransferAsked asking -> concerns.transfer().referral().on(turn, leg, asking);
      default -> concerns.phone().on(turn, event);
    }
  }

  /** A key of the caller, told by whatever means. */
  void pressed(Turn turn, MediaEvent.Dtmf key) {
    concerns.listening().on(turn, key);
    concerns.bot().pressed(turn, key.digit());
    concerns.transfer().pressed(turn, key.digit());
  }

  /** Something of a further leg. */
  void further(Turn turn, MediaEvent.OfLeg of) {
    if (concerns.bot().owns(of.leg())) {
      concerns.bot().on(turn, of.event());
    } else {
      concerns.transfer().on(turn, of);
    }
  }

  void gave(Turn turn, Signal.MediaGave given) {
    MediaRequest request = given.request();
    String sdp = given.sdp();
    String leg = of(request);
    if (concerns.transfer().owns(leg)) {
      concerns.transfer().gave(turn, given);
    } else if (request instanceof MediaRequest.OpenLeg && !concerns.bridge().owns(leg)
        && !concerns.bot().owns(leg)) {
      turn.media(new MediaRequest.CloseLeg(leg)); // it is open at last, and nobody wants it any more
    } else if (leg.equals(main) && call.phase() != Phase.ENDING) {
      if (request instanceof MediaRequest.Answered answered) {
        concerns.phone().agreed(turn, answered.sdp());
      } else if (concerns.webrtc().browser()) {
        concerns.webrtc().gave(turn, request instanceof MediaRequest.Reoffered asked
            ? asked.sdp()
            : "", sdp);
      } else {
        concerns.phone().changes().gave(turn, request, sdp);
      }
    }
  }

  void denied(Turn turn, Signal.MediaDenied denied) {
    String leg = of(denied.request());
    if (concerns.transfer().owns(leg)) {
      concerns.transfer().denied(turn, denied.request(), denied.code(), denied.reason());
    } else if (concerns.bridge().owns(leg)) {
      concerns.bridge().denied(turn, denied.code(), denied.reason());
    } else if (concerns.bot().owns(leg)) {
      concerns.bot().denied(turn, denied.code(), denied.reason());
    } else if (leg.equals(main) && call.phase() != Phase.ENDING) {
      if (denied.request() instanceof MediaRequest.Answered) {
        concerns.phone().disagreed(turn, denied.code(), denied.reason());
      } else if (concerns.webrtc().browser()) {
        concerns.webrtc().denied(turn, denied.code(), denied.reason());
      } else {
        concerns.phone().changes().denied(turn, denied.request(), denied.code(), denied.reason());
      }
    }
  }

  private static String of(MediaRequest request) {
    return switch (request) {
      case MediaRequest.OpenLeg open -> open.leg();
      case MediaRequest.Answered answered -> answered.leg();
      case MediaRequest.Reoffered reoffered -> reoffered.leg();
      case MediaRequest.Reoffer reoffer -> reoffer.leg();
      default -> "";
    };
  }
}
