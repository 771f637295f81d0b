package io.voxbus.call.rules;

import io.voxbus.call.playback.PlaybackRules;
import io.voxbus.call.turn.Turn;

/** The rules that a call is made of, a concern each. */
record Concerns(PlaybackRules playback, ListeningRules listening, ControlRules control,
    PhoneRules phone, TransferRules transfer, WebRtcRules webrtc, BridgeRules bridge,
    BotRules bot, RealtimeRules realtime) {
  /** When one of them wants a {@link #tick} while the call is answered, wall clock ms. */
  long nextMillis() {
    long talk = Math.min(playback.nextMillis(), listening.nextMillis());
    long others = Math.min(transfer.nextMillis(), bridge.nextMillis());
    return Math.min(Math.min(talk, others), phone.resumeMillis());
  }

  /** While the call is answered. */
  void tick(Turn turn) {
    playback.tick(turn);
    listening.tick(turn);
    transfer.tick(turn);
    bridge.tick(turn);
    phone.tick(turn);
  }
}
