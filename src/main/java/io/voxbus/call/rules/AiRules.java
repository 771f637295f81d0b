package io.voxbus.call.rules;

import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.bus.AiEvent;

/** What it means for a call what its recogniser, voice, model and service tell. */
record AiRules(CallCourse call, Concerns concerns, PassRules pass) {
  void on(Turn turn, AiEvent event) {
    if (call.phase() != Phase.ANSWERED && !concerns.phone().taking().audible()) {
      return;
    }
    switch (event) {
      case AiEvent.OfRecogniser heard -> concerns.listening().on(turn, heard);
      case AiEvent.OfModel does -> concerns.realtime().on(turn, does);
      case AiEvent.FirstByte first -> concerns.playback().metrics().on(turn, first);
      case AiEvent.Spoken spoken -> concerns.playback().metrics().on(turn, spoken);
      case AiEvent.SpeakFailed failed -> concerns.playback().metrics().on(turn, failed);
      case AiEvent.PassSpeaks speaks -> pass.on(turn, speaks);
      case AiEvent.PassFailed failed -> pass.on(turn, failed);
    }
  }
}
