package io.voxbus.call.rules;

import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.MediaEvent;
import java.util.ArrayList;
import java.util.List;

/** What it means for a call what its media tells. */
final class MediaRules {
  private final CallCourse call;
  private final Concerns concerns;
  private final LegRules legs;
  private final LineRules line = new LineRules();
  /** Clients take an error before the answer for the failure of the call. */
  private final List<MediaEvent.Failed> untold = new ArrayList<>();

  MediaRules(CallCourse call, Concerns concerns, LegRules legs) {
    this.call = call;
    this.concerns = concerns;
    this.legs = legs;
  }

  LineRules line() {
    return line;
  }

  List<MediaEvent.Failed> untold() {
    return List.copyOf(untold);
  }

  void restore(List<MediaEvent.Failed> failures) {
    untold.clear();
    untold.addAll(failures);
  }

  /** The call is answered: what has failed before is told. */
  void answered(Turn turn) {
    untold.forEach(failed -> failed(turn, failed));
    untold.clear();
    concerns.webrtc().arrived(turn);
  }

  void on(Turn turn, MediaEvent event) {
    switch (event) {
      case MediaEvent.ItemBegan began -> {
        concerns.listening().stopWaiting();
        concerns.playback().on(turn, began);
      }
      case MediaEvent.ItemEnded ended -> {
        concerns.playback().on(turn, ended);
        concerns.realtime().ended(ended);
      }
      case MediaEvent.ItemStarved starved -> concerns.playback().on(turn, starved);
      case MediaEvent.ItemFailed failed -> concerns.playback().on(turn, failed);
      case MediaEvent.Stopped stopped -> {
        concerns.playback().on(turn, stopped, call.phase() == Phase.ENDING);
        concerns.realtime().stopped(turn, stopped);
      }
      case MediaEvent.Stirring stirring -> concerns.listening().on(stirring);
      case MediaEvent.Speaking speaking -> concerns.listening().on(turn, speaking);
      case MediaEvent.Silence silence -> concerns.listening().on(turn, silence);
      case MediaEvent.Quiet quiet -> concerns.listening().on(turn, quiet);
      case MediaEvent.Dtmf dtmf -> legs.pressed(turn, dtmf);
      case MediaEvent.Progress progress -> line.on(turn, progress);
      case MediaEvent.Greeted greeted -> line.on(turn, greeted);
      case MediaEvent.Inactive() -> inactive(turn);
      case MediaEvent.Failed failed -> failed(turn, failed);
      case MediaEvent.Vanished() -> vanished(turn);
      case MediaEvent.Broken(String reason) -> broken(turn, reason);
      case MediaEvent.Left() -> call.end(turn, "caller", "caller");
      case MediaEvent.Flowing f -> turn.emit(new Event.MediaReady(turn.callId, turn.now));
      case MediaEvent.Secured(var by) -> concerns.webrtc().secured(by);
      case MediaEvent.Reached() -> call.answered(turn, "");
      case MediaEvent.Candidate candidate -> concerns.webrtc().found(turn, candidate);
      case MediaEvent.Quality(var reception) ->
        turn.emit(QualityEvent.of(turn.callId, turn.now, reception));
      case MediaEvent.RecordingBegan r -> {
        // it is for the call's record
      }
      case MediaEvent.OfLeg of -> legs.further(turn, of);
      case MediaEvent.Closed closed -> call.closed(turn, closed.receivedMillis());
    }
  }

  /** Nobody who waits to be answered has to send anything. */
  private void vanished(Turn turn) {
    if (call.phase() != Phase.PENDING) {
      call.end(turn, concerns.webrtc().lost(), "system");
    }
  }

  private void inactive(Turn turn) {
    turn.emit(new Event.Inactivity(turn.callId, turn.now));
    call.end(turn, "inactivityTimeout", "system");
  }

  private void broken(Turn turn, String reason) {
    turn.error("media", reason, 500);
    call.end(turn, "failed", "system");
  }

  private void failed(Turn turn, MediaEvent.Failed failed) {
    if (call.phase() == Phase.CONNECTING || call.phase() == Phase.PENDING) {
      untold.add(failed);
    } else {
      turn.error(failed.sender(), failed.reason(), failed.code());
    }
  }
}
