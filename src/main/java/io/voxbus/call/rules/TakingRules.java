package io.voxbus.call.rules;

import io.voxbus.call.playback.PlaybackRules;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A telephone call that has come in, until it is taken: it rings, its caller may hear something, it is accepted or rejected. */
final class TakingRules {
  private static final String RINGTONE = "ringtone";
  private static final int OK = 200;

  private final PhoneLeg leg;
  private final CallRules rules;
  private final CallCourse call;
  private final PlaybackRules playback;
  /** With media before the call is taken; null while it is without. */
  private Command.@Nullable Ringing early;
  /** The media is opened for somebody else than a client. */
  private boolean forwarded;
  private long untilMillis = Long.MAX_VALUE;

  TakingRules(PhoneLeg leg, CallRules rules, CallCourse call, PlaybackRules playback) {
    this.leg = leg;
    this.rules = rules;
    this.call = call;
    this.playback = playback;
  }

  long untilMillis() {
    return untilMillis;
  }

  void restore(long until) {
    untilMillis = until;
  }

  /** When it is given up, as nobody takes it. */
  long nextMillis() {
    return call.phase() == Phase.PENDING ? untilMillis : Long.MAX_VALUE;
  }

  /** From now on somebody has time to take the call. */
  void await(Turn turn) {
    untilMillis = turn.now + rules.acceptMillis();
  }

  /** Whether the far end hears what we play. */
  boolean audible() {
    return early != null && leg.ours != null;
  }

  /** The media is opened for somebody who is to be called before the caller is answered. */
  void forward() {
    forwarded = true;
  }

  /** The caller is told that it rings, and may be let hear it. */
  void ringBack(Turn turn, boolean audible) {
    boolean hears = audible && leg.offer() != null;
    if (leg.ringMillis == 0 || (hears && !leg.earlyTold)) {
      leg.earlyTold = hears;
      leg.ring(turn, hears ? leg.ours : null);
    }
  }

  /** What a client wants of it; false when it is about something else. */
  boolean obey(Turn turn, Command command) {
    switch (command) {
      case Command.Accept accept -> accept(turn, accept);
      case Command.Reject reject -> reject(turn, reject);
      case Command.Ringing ringing -> ring(turn, ringing);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void accept(Turn turn, Command.Accept accept) {
    CallOption given = accept.call();
    CallOption known = call.option();
    call.take(given.between(known.caller(), known.callee(), known.offer())
        .recordedBy(known.recorder()));
    playback.endLoop(turn);
    if (leg.ours != null) {
      taken(turn, leg.ours);
    } else if (early == null && !forwarded) {
      turn.add(leg.media(call.option(), 1));
    }
  }

  private void reject(Turn turn, Command.Reject reject) {
    int code = Refusals.code(reject.code());
    leg.leave(turn, code, Refusals.because(code, reject.reason()));
    call.end(turn, "rejected", "callee");
  }

  private void ring(Turn turn, Command.Ringing ringing) {
    boolean wantsMedia = ringing.earlyMedia() || Refusals.given(ringing.ringtone()) != null;
    if (wantsMedia && leg.offer() != null && early == null) {
      early = ringing;
      turn.add(leg.media(call.option().recordedBy(ringing.recorder()), 1));
    } else if (!wantsMedia || leg.offer() == null) {
      leg.ring(turn, null);
    }
  }

  /** There is media for it: its caller hears something, or is answered. */
  void opened(Turn turn, String sdp) {
    if (early != null && call.phase() == Phase.PENDING) {
      leg.ring(turn, sdp);
      call.audible(turn);
      if (Refusals.given(early.ringtone()) != null) {
        playback.loop(turn, String.valueOf(early.ringtone()), RINGTONE);
      }
    } else {
      taken(turn, sdp);
    }
  }

  private void taken(Turn turn, String sdp) {
    if (early != null || forwarded) {
      turn.media(new MediaRequest.Configure(call.option()));
    }
    turn.sip(leg.id, new SipRequest.Accept(sdp));
    leg.status = OK;
    if (leg.offer() != null) {
      call.answered(turn, sdp);
    }
  }

  /** Nobody has taken it in time. */
  void tick(Turn turn) {
    if (nextMillis() <= turn.now) {
      leg.leave(turn, 480, Map.of());
      call.end(turn, "noAnswer", "system");
    }
  }
}
