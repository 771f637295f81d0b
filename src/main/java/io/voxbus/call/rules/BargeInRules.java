package io.voxbus.call.rules;

import io.voxbus.call.state.MachineState;
import io.voxbus.call.playback.PlaybackRules;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.BargeInOption;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import org.jspecify.annotations.Nullable;

/**
 * The server falls silent when the caller speaks, and goes on where it was when that was nothing: a cough, a noise, a
 * filler word. Words make it an interruption; without a recogniser the length of what is said does.
 */
final class BargeInRules {
  private static final int NONE = -1;
  private static final int MIN_SPEECH = 600;
  private static final int FALSE_TIMEOUT = 1_500;
  private static final int FADE = 60;

  private final PlaybackRules playback;
  private @Nullable BargeInOption option;
  private boolean recognised;
  /** What is held while it is not clear whether that was an interruption. */
  private int held = NONE;
  private long interruptAtMillis = Long.MAX_VALUE;
  private long resumeAtMillis = Long.MAX_VALUE;

  BargeInRules(PlaybackRules playback, CallOption call) {
    this.playback = playback;
    take(call);
  }

  void take(CallOption call) {
    BargeInOption given = call.bargeIn();
    option = given == null || Boolean.FALSE.equals(given.enabled()) ? null : given;
    recognised = call.asr() != null;
  }

  void speaking(Turn turn, long startMillis) {
    BargeInOption rules = option;
    resumeAtMillis = Long.MAX_VALUE;
    int playing = playback.playing();
    if (rules == null || (playing == NONE && held == NONE)) {
      return;
    }
    if (Boolean.FALSE.equals(rules.resume())) {
      interrupt(turn, rules);
      return;
    }
    if (playing != NONE) {
      held = playing;
      playback.pause(turn, null, true);
    }
    if (!recognised) {
      interruptAtMillis = startMillis + or(rules.minSpeech(), MIN_SPEECH);
    }
  }

  void silence(Turn turn) {
    BargeInOption rules = option;
    interruptAtMillis = Long.MAX_VALUE;
    if (rules != null && held != NONE) {
      resumeAtMillis = turn.now + (recognised ? or(rules.falseTimeout(), FALSE_TIMEOUT) : 0);
    }
  }

  /** Words that are more than a filler. */
  void words(Turn turn) {
    BargeInOption rules = option;
    if (rules != null && (held != NONE || playback.playing() != NONE)) {
      interrupt(turn, rules);
    }
  }

  MachineState.BargeIn state() {
    return new MachineState.BargeIn(held, interruptAtMillis, resumeAtMillis);
  }

  void restore(CallOption call, MachineState.BargeIn state) {
    take(call);
    held = state.held();
    interruptAtMillis = state.interruptAtMillis();
    resumeAtMillis = state.resumeAtMillis();
  }

  /** Whoever heard that the caller speaks is gone, and will not tell when they stop. */
  void listenAgain(Turn turn) {
    if (resumeAtMillis == Long.MAX_VALUE) {
      silence(turn);
    }
  }

  long nextMillis() {
    return Math.min(interruptAtMillis, resumeAtMillis);
  }

  void tick(Turn turn) {
    BargeInOption rules = option;
    if (rules != null && interruptAtMillis <= turn.now) {
      interrupt(turn, rules);
    } else if (resumeAtMillis <= turn.now) {
      boolean still = held == playback.current();
      forget();
      if (still) {
        playback.pause(turn, null, false);
      }
    }
  }

  /** Only of what was held, or plays: a client may have begun something else meanwhile. */
  private void interrupt(Turn turn, BargeInOption rules) {
    boolean still = held == NONE || held == playback.current();
    forget();
    if (still) {
      playback.interrupt(turn, new Command.Interrupt(false, or(rules.fadeOutMs(), FADE)));
    }
  }

  private void forget() {
    held = NONE;
    interruptAtMillis = Long.MAX_VALUE;
    resumeAtMillis = Long.MAX_VALUE;
  }

  private static int or(@Nullable Integer given, int otherwise) {
    return given == null ? otherwise : given;
  }
}
