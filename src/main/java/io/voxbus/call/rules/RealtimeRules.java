package io.voxbus.call.rules;

import io.voxbus.call.state.MachineState;
import io.voxbus.bus.Json;
import io.voxbus.call.playback.PlaybackRules;
import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.MediaEvent;

/**
 * The model that holds the conversation of a call in place of recogniser and voice: each of its replies is an item that
 * is played, and whoever interrupts it, it is told how much was heard.
 */
final class RealtimeRules {
  private static final String PLAY_ID = "realtime";
  private static final int NONE = -1;

  private final String serverTrack;
  private final CallCourse call;
  private final PlaybackRules playback;
  private boolean open;
  /** The newest of its replies that has not been heard to its end. */
  private int newestItem = NONE;

  RealtimeRules(String serverTrack, CallCourse call, PlaybackRules playback) {
    this.serverTrack = serverTrack;
    this.call = call;
    this.playback = playback;
  }

  /** The call is answered. */
  void begin(Turn turn) {
    if (call.option().realtime() != null) {
      open = true;
      turn.add(new Effect.ToModel(new AiRequest.Converse(turn.callId, call.option().realtime())));
    }
  }

  MachineState.Realtime state() {
    return new MachineState.Realtime(open, newestItem);
  }

  void restore(MachineState.Realtime state) {
    open = state.open();
    newestItem = state.newestItem();
  }

  /** What the old conversation was about is forgotten. */
  void beginAgain(Turn turn) {
    newestItem = NONE;
    begin(turn);
  }

  void on(Turn turn, AiEvent.OfModel event) {
    switch (event) {
      case AiEvent.ReplyBegan(String provider, int reply) -> {
        newestItem = playback.fill(turn, PLAY_ID);
        turn.add(new Effect.ToModel(new AiRequest.Speak(reply, newestItem)));
      }
      case AiEvent.ReplyWords(String provider, String text) ->
        turn.emit(new Event.LlmDelta(turn.now, text));
      case AiEvent.ReplyText(String provider, String text) -> {
        if (!text.isBlank()) {
          turn.emit(new Event.LlmFinal(turn.now, text));
        }
      }
      case AiEvent.CallerSpeaks(String provider, long startMillis) -> {
        if (call.option().vad() == null) {
          turn.emit(
              new Event.Speaking(turn.callId, turn.now, startMillis, null, null, null));
        }
        playback.interrupt(turn, false);
      }
      case AiEvent.ToolCall(String provider, String id, String name, String arguments) ->
        turn.emit(new Event.FunctionCall(serverTrack, id, name, arguments, turn.now));
      case AiEvent.ModelFailed(String provider, int code, String reason) ->
        turn.error("realtime." + provider, reason, code);
    }
  }

  /** An item was heard to its end, maybe the newest reply. */
  void ended(MediaEvent.ItemEnded ended) {
    newestItem = ended.item() == newestItem ? NONE : newestItem;
  }

  /** A playback was cut short, maybe one of the model's. */
  void stopped(Turn turn, MediaEvent.Stopped stopped) {
    if (open && newestItem != NONE) {
      boolean begun = stopped.item() != NONE;
      turn.add(new Effect.ToModel(new AiRequest.Cut(begun ? stopped.item() : newestItem,
          begun ? stopped.heardMillis() : 0)));
    }
  }

  /** A tool has given its result. */
  void result(Turn turn, Command.FunctionResult result) {
    if (!open) {
      turn.error("command", "the call has no realtime model", 409);
      return;
    }
    Object given = result.result() == null ? "" : result.result();
    turn.add(new Effect.ToModel(new AiRequest.ToolResult(result.callId(),
        given instanceof String text ? text : Json.text(given))));
  }
}
