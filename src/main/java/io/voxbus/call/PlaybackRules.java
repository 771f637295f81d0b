package io.voxbus.call;

import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Sound;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the server plays, and in which order. Every playback that was accepted ends with exactly one {@code trackEnd};
 * a command with the playId of the one that plays is queued behind it, any other replaces it.
 */
final class PlaybackRules {
  private final CallRules rules;
  private final String track;
  private final TtsOption voice;
  private final Ending ending;
  private final Map<Integer, Playback> leaving = new HashMap<>();
  private @Nullable Playback current;
  private @Nullable Playback lastEnded;
  private boolean paused;
  private int playbacks;
  private int items;

  /** What follows the end of a playback. */
  interface Ending {
    void autoHangup(Turn turn);

    void waitForInput(Turn turn, int millis);
  }

  PlaybackRules(CallRules rules, String track, TtsOption voice, Ending ending) {
    this.rules = rules;
    this.track = track;
    this.voice = voice;
    this.ending = ending;
  }

  void tts(Turn turn, Command.Tts tts) {
    String text = tts.text() == null ? "" : tts.text();
    if (text.isBlank() && endsWhatHasEnded(turn, tts)) {
      return;
    }
    Playback playback = playbackFor(turn, tts.playId());
    playback.endOfStream = tts.endOfStream();
    playback.autoHangup = tts.autoHangup();
    playback.waitInputMillis = tts.waitInputTimeout() == null ? 0 : tts.waitInputTimeout();
    if (tts.base64()) {
      playSamples(turn, playback, text);
    } else {
      speak(turn, playback, tts, text);
    }
    settle(turn, playback);
  }

  void play(Turn turn, Command.Play play) {
    Sound sound;
    try {
      sound = Sounds.of(play.url(), play.offsetMs() == null ? 0 : play.offsetMs());
    } catch (IllegalArgumentException e) {
      turn.error("command", e.getMessage() == null ? "bad url" : e.getMessage(), 400);
      return;
    }
    Playback playback = playbackFor(turn, play.playId() == null ? play.url() : play.playId());
    playback.endOfStream = true;
    playback.autoHangup = play.autoHangup();
    playback.waitInputMillis = play.waitInputTimeout() == null ? 0 : play.waitInputTimeout();
    append(turn, playback, "", sound);
    settle(turn, playback);
  }

  /** Idempotent: bots send it at every partial result. */
  void interrupt(Turn turn, boolean graceful) {
    Playback playback = current;
    if (playback == null) {
      return;
    }
    Playback.Item head = playback.items.peekFirst();
    if (graceful && playback.started && head != null && !head.open) {
      finishHead(turn, playback, head);
    } else {
      stop(turn, playback);
    }
  }

  void pause(Turn turn, @Nullable String playId, boolean pause) {
    Playback playback = current;
    if (playback == null || paused == pause
        || (playId != null && !playId.equals(playback.playId))) {
      return;
    }
    paused = pause;
    turn.media(pause ? new MediaRequest.Pause() : new MediaRequest.Resume());
    turn.emit(new Event.Other(track, turn.now, pause ? "pause" : "resume",
        playback.playId == null ? null : Map.of("playId", playback.playId)));
    if (!pause) {
      settle(turn, playback);
    }
  }

  void on(Turn turn, MediaEvent.ItemBegan began) {
    Playback playback = playback(began.playback());
    Playback.Item item = playback == null ? null : playback.item(began.item());
    if (playback == null || item == null) {
      return;
    }
    if (!playback.started) {
      playback.started = true;
      turn.emit(new Event.TrackStart(track, turn.now, playback.playId, ssrc(turn, playback)));
    }
    item.held.forEach(turn::emit);
    item.held.clear();
  }

  void on(Turn turn, MediaEvent.ItemEnded ended) {
    Playback playback = playback(ended.playback());
    if (playback != null) {
      playback.playedMillis += ended.playedMillis();
      remove(turn, playback, ended.item());
    }
  }

  void on(Turn turn, MediaEvent.ItemFailed failed) {
    Playback playback = playback(failed.playback());
    if (playback != null) {
      turn.emit(new Event.Error(track, turn.now, failed.sender(), failed.reason(), failed.code()));
      remove(turn, playback, failed.item());
    }
  }

  /** A stream of text that nobody ended is waited for only while there is nothing left to say. */
  void on(Turn turn, MediaEvent.ItemStarved starved) {
    Playback playback = playback(starved.playback());
    if (playback != null && playback == current && playback.openItem() != null) {
      playback.endsAtMillis = starved.dry() ? turn.now + rules.streamIdleMillis() : 0;
    }
  }

  void on(Turn turn, MediaEvent.Stopped stopped, boolean callEnds) {
    Playback playback = playback(stopped.playback());
    if (playback == null) {
      return;
    }
    Playback.Item item = playback.item(stopped.item());
    playback.playedMillis += stopped.heardMillis();
    if (playback.started && !callEnds) {
      turn.emit(interruption(turn, playback, item, stopped));
    }
    end(turn, playback);
  }

  void on(Turn turn, AiEvent.FirstByte first) {
    tell(turn, first.item(), new Event.Metrics(turn.now, "ttfb.tts." + first.provider(),
        first.millis(), speechData(first.item())));
  }

  void on(Turn turn, AiEvent.Spoken spoken) {
    Map<String, Object> data = speechData(spoken.item());
    data.put("length", spoken.lengthMillis());
    tell(turn, spoken.item(),
        new Event.Metrics(turn.now, "completed.tts." + spoken.provider(), spoken.millis(), data));
  }

  /** The voice also ends the item at the player, so its track ends as it would have. */
  void on(Turn turn, AiEvent.SpeakFailed failed) {
    turn.emit(new Event.Error(track, turn.now, "tts." + failed.provider(), failed.reason(),
        failed.code()));
  }

  long nextMillis() {
    return current == null || paused || current.endsAtMillis == 0
        ? Long.MAX_VALUE
        : current.endsAtMillis;
  }

  void tick(Turn turn) {
    Playback playback = current;
    if (playback == null || nextMillis() > turn.now) {
      return;
    }
    playback.endOfStream = true;
    playback.endsAtMillis = 0;
    closeOpenItem(turn, playback);
    settle(turn, playback);
  }

  /** The call ends: what has not been told of yet has ended too. */
  void endAll(Turn turn) {
    List<Playback> open = new ArrayList<>(leaving.values());
    if (current != null) {
      open.add(current);
    }
    open.forEach(playback -> {
      playback.autoHangup = false;
      playback.waitInputMillis = 0;
      end(turn, playback);
    });
  }

  /** The last command of a spoken answer often comes when all of it has been played and told already. */
  private boolean endsWhatHasEnded(Turn turn, Command.Tts tts) {
    boolean ended = current == null && lastEnded != null && !lastEnded.interrupted
        && Objects.equals(lastEnded.playId, tts.playId());
    if (ended && tts.autoHangup()) {
      ending.autoHangup(turn);
    }
    return ended;
  }

  private Playback playbackFor(Turn turn, @Nullable String playId) {
    Playback playing = current;
    if (playing != null && Objects.equals(playing.playId, playId) && !playing.interrupted) {
      playing.endsAtMillis = 0;
      return playing;
    }
    if (playing != null && !Objects.equals(playing.playId, playId)) {
      stop(turn, playing);
    } else if (playing != null) {
      leaving.put(playing.number, playing);
    }
    current = new Playback(playbacks++, playId);
    return current;
  }

  private void speak(Turn turn, Playback playback, Command.Tts tts, String text) {
    TtsOption option = voice.with(tts.option()).speaking(tts.speaker(), tts.cacheKey());
    Playback.Item open = playback.openItem();
    if (tts.streaming() && open != null && !text.isEmpty()) {
      open.text.append(text);
      open.open = !tts.endOfStream();
      turn.voice(new AiRequest.Say(open.number, text, open.open, option));
      return;
    }
    if (open != null && (!tts.streaming() || tts.endOfStream())) {
      closeOpenItem(turn, playback);
    }
    if (!text.isBlank()) {
      Playback.Item item = append(turn, playback, text, new Sound.Speech());
      item.open = tts.streaming() && !tts.endOfStream();
      turn.voice(new AiRequest.Say(item.number, text, item.open, option));
    }
  }

  private void playSamples(Turn turn, Playback playback, String base64) {
    try {
      append(turn, playback, "", Sounds.samples(base64));
    } catch (IllegalArgumentException e) {
      turn.error("command", "text is not base64 audio", 400);
    }
  }

  private Playback.Item append(Turn turn, Playback playback, String text, Sound sound) {
    Playback.Item item = new Playback.Item(items++, text);
    playback.items.add(item);
    turn.media(new MediaRequest.Play(playback.number, item.number, sound));
    return item;
  }

  private void closeOpenItem(Turn turn, Playback playback) {
    Playback.Item open = playback.openItem();
    if (open != null) {
      open.open = false;
      turn.voice(new AiRequest.Say(open.number, null, false, voice));
    }
  }

  private void finishHead(Turn turn, Playback playback, Playback.Item head) {
    List<Integer> rest = playback.itemNumbers().stream().filter(n -> n != head.number).toList();
    if (!rest.isEmpty()) {
      playback.items.removeIf(item -> item != head);
      turn.media(new MediaRequest.Drop(rest));
      turn.voice(new AiRequest.Cancel(rest));
    }
    playback.interrupted = true;
    playback.endOfStream = true;
    playback.autoHangup = false;
    playback.waitInputMillis = 0;
  }

  private void stop(Turn turn, Playback playback) {
    playback.interrupted = true;
    playback.autoHangup = false;
    playback.waitInputMillis = 0;
    if (!playback.items.isEmpty()) {
      turn.voice(new AiRequest.Cancel(playback.itemNumbers()));
    }
    turn.media(new MediaRequest.Stop(playback.number));
    leaving.put(playback.number, playback);
    current = null;
    paused = false;
  }

  private void remove(Turn turn, Playback playback, int item) {
    playback.items.removeIf(one -> one.number == item);
    settle(turn, playback);
  }

  private void settle(Turn turn, Playback playback) {
    if (!playback.items.isEmpty()) {
      return;
    }
    if (playback.endOfStream || playback != current) {
      end(turn, playback);
    } else {
      playback.endsAtMillis = turn.now + rules.lingerMillis();
    }
  }

  private void end(Turn turn, Playback playback) {
    turn.emit(new Event.TrackEnd(track, turn.now, playback.playedMillis, ssrc(turn, playback),
        playback.playId));
    leaving.remove(playback.number);
    lastEnded = playback;
    if (playback == current) {
      current = null;
      paused = false;
    }
    if (playback.autoHangup) {
      ending.autoHangup(turn);
    } else if (playback.waitInputMillis > 0) {
      ending.waitForInput(turn, playback.waitInputMillis);
    }
  }

  private Event interruption(Turn turn, Playback playback, Playback.@Nullable Item item,
      MediaEvent.Stopped stopped) {
    String text = item == null ? "" : item.text.toString();
    long total = Math.max(stopped.totalMillis(), stopped.heardMillis());
    return new Event.Interruption(track, turn.now, playback.playId, text.isEmpty() ? null : text,
        Subtitle.position(text, stopped.heardMillis(), total), (int) total,
        (int) stopped.heardMillis());
  }

  private void tell(Turn turn, int itemNumber, Event event) {
    Playback playback = holding(itemNumber);
    Playback.Item item = playback == null ? null : playback.item(itemNumber);
    if (playback != null && item != null && !playback.started) {
      item.held.add(event);
    } else {
      turn.emit(event);
    }
  }

  private Map<String, Object> speechData(int itemNumber) {
    Map<String, Object> data = new java.util.LinkedHashMap<>();
    Playback playback = holding(itemNumber);
    if (playback != null && playback.playId != null) {
      data.put("playId", playback.playId);
    }
    data.put("cmdSeq", itemNumber);
    return data;
  }

  private @Nullable Playback holding(int itemNumber) {
    if (current != null && current.item(itemNumber) != null) {
      return current;
    }
    return leaving.values().stream().filter(p -> p.item(itemNumber) != null).findFirst()
        .orElse(null);
  }

  private @Nullable Playback playback(int number) {
    return current != null && current.number == number ? current : leaving.get(number);
  }

  private static long ssrc(Turn turn, Playback playback) {
    return (turn.callId.hashCode() * 31L + playback.number) & 0xffff_ffffL;
  }
}
