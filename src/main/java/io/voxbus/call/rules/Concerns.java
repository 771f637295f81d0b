package io.voxbus.call.rules;

import io.voxbus.call.playback.PlaybackRules;

/** The rules that a call is made of, a concern each. */
record Concerns(PlaybackRules playback, ListeningRules listening, ControlRules control,
    PhoneRules phone, TransferRules transfer, WebRtcRules webrtc, BridgeRules bridge,
    BotRules bot) {}
