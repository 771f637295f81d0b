package io.voxbus.call.playback;

import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.AiEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/** How fast a voice is, told after the {@code trackStart} of what it says, and that it fails. */
public final class SpeechMetrics {
  private final Playbacks playbacks;
  private final String track;

  SpeechMetrics(Playbacks playbacks, String track) {
    this.playbacks = playbacks;
    this.track = track;
  }

  /** The voice also ends the item at the player, so its track ends as it would have. */
  public void on(Turn turn, AiEvent.SpeakFailed failed) {
    turn.emit(new Event.Error(track, turn.now, "tts." + failed.provider(), failed.reason(),
        failed.code()));
  }

  public void on(Turn turn, AiEvent.FirstByte first) {
    tell(turn, first.item(), new Event.Metrics(turn.now, "ttfb.tts." + first.provider(),
        Math.max(0, first.millis()), data(first.item())));
  }

  public void on(Turn turn, AiEvent.Spoken spoken) {
    Map<String, Object> data = data(spoken.item());
    data.put("length", spoken.lengthMillis());
    data.put("cached", spoken.cached());
    tell(turn, spoken.item(), new Event.Metrics(turn.now, "completed.tts." + spoken.provider(),
        Math.max(0, spoken.millis()), data));
  }

  private void tell(Turn turn, int itemNumber, Event event) {
    Playback playback = playbacks.holding(itemNumber);
    Playback.Item item = playback == null ? null : playback.item(itemNumber);
    if (playback != null && item != null && !playback.started) {
      item.held.add(event);
    } else {
      turn.emit(event);
    }
  }

  private Map<String, Object> data(int itemNumber) {
    Map<String, Object> data = new LinkedHashMap<>();
    Playback playback = playbacks.holding(itemNumber);
    if (playback != null && playback.playId != null) {
      data.put("playId", playback.playId);
    }
    data.put("cmdSeq", itemNumber);
    return data;
  }
}
