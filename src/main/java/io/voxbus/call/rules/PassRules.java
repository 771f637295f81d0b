package io.voxbus.call.rules;

import io.voxbus.call.playback.PlaybackRules;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.MediaPassOption;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import org.jspecify.annotations.Nullable;

/** A service of the application's own that hears the caller, and whose audio is played as it comes. */
final class PassRules {
  static final String PLAY_ID = "mediaPass";

  private final PlaybackRules playback;

  PassRules(PlaybackRules playback) {
    this.playback = playback;
  }

  void start(Turn turn, @Nullable MediaPassOption option) {
    if (option != null && option.dialect() == null) {
      turn.add(new Effect.Pass(new AiRequest.Pass(turn.callId, option)));
    }
  }

  /** Each thing it says is a playback like any other: the next one cuts it short, and so does an interrupt. */
  void on(Turn turn, AiEvent.PassSpeaks speaks) {
    int item = playback.fill(turn, PLAY_ID);
    turn.add(new Effect.Pass(new AiRequest.PassTo(item)));
  }

  void on(Turn turn, AiEvent.PassFailed failed) {
    turn.error("media_pass: " + failed.url(), failed.reason(), failed.code());
  }
}
