package io.voxbus.call.rules;

import io.voxbus.call.state.MachineState;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Commands that are carried out at once and leave nothing behind. */
final class ControlRules {
  private static final int LEAST_MILLIS = 40;
  private static final int MOST_MILLIS = 5_000;

  private final String serverTrack;
  private final boolean byInfo;
  private boolean callerMuted;
  private boolean serverMuted;

  /** @param byInfo whether digits go out by SIP INFO */
  ControlRules(String serverTrack, boolean byInfo) {
    this.serverTrack = serverTrack;
    this.byInfo = byInfo;
  }

  void mute(Turn turn, @Nullable String trackId, boolean on) {
    if (trackId == null || trackId.isEmpty()) {
      callerMuted = on;
      serverMuted = on;
      turn.media(new MediaRequest.Mute(on, on));
    } else if (trackId.equals(turn.callId)) {
      callerMuted = on;
      turn.media(new MediaRequest.Mute(on, null));
    } else if (trackId.equals(serverTrack)) {
      serverMuted = on;
      turn.media(new MediaRequest.Mute(null, on));
    } else {
      turn.error("command", "there is no track " + trackId, 404);
    }
  }

  MachineState.Muted state() {
    return new MachineState.Muted(callerMuted, serverMuted);
  }

  void restore(MachineState.Muted state) {
    callerMuted = state.caller();
    serverMuted = state.server();
  }

  /** Another media is told what is silenced. */
  void muteAgain(Turn turn) {
    if (callerMuted || serverMuted) {
      turn.media(new MediaRequest.Mute(callerMuted, serverMuted));
    }
  }

  void dial(Turn turn, Command.Dtmf dtmf) {
    String digits = dtmf.digit() == null ? "" : dtmf.digit().toUpperCase(Locale.ROOT);
    if (!digits.matches("[0-9*#A-D]{1,64}")) {
      turn.error("command", "digit wants 0-9 * # A-D", 400);
      return;
    }
    int millis = dtmf.durationMs() == null
        ? 100
        : Math.clamp(dtmf.durationMs(), LEAST_MILLIS, MOST_MILLIS);
    if (byInfo) {
      turn.sip(turn.callId, new SipRequest.Info(digits, millis));
    } else {
      turn.media(new MediaRequest.Dial(digits, millis));
    }
  }

  void note(Turn turn, Command.History history) {
    turn.emit(new Event.AddHistory(turn.callId, turn.now, given(history.speaker(), ""),
        given(history.text(), "")));
  }

  void pass(Turn turn, Command.Custom custom) {
    turn.emit(new Event.Custom(turn.callId, turn.now, custom.sender(), custom.data(),
        flat(custom.data())));
  }

  private static @Nullable Map<String, String> flat(@Nullable Object data) {
    if (!(data instanceof Map<?, ?> map)) {
      return null;
    }
    Map<String, String> flat = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getValue() instanceof String text)) {
        return null;
      }
      flat.put(String.valueOf(entry.getKey()), text);
    }
    return flat;
  }

  static String given(@Nullable String text, String otherwise) {
    return text == null || text.isEmpty() ? otherwise : text;
  }
}
