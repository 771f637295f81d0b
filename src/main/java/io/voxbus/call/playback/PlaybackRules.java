package io.voxbus.call.playback;

import io.voxbus.call.state.PlaybackState;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Sound;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the server plays, and in which order. Every playback that was accepted ends with exactly one {@code trackEnd};
 * a command with the playId of the one that plays is queued behind it, any other replaces it.
 */
public final class PlaybackRules {
  private final CallRules rules;
  private final String track;
  private final Player player;
  private final Ending ending;
  private final Playbacks playbacks = new Playbacks();
  private final SpeechMetrics metrics;
  private boolean paused;
  private long pausedAtMillis;
  private int fadeMillis;

  public PlaybackRules(CallRules rules, String track, TtsOption voice, Ending ending) {
    this.rules = rules;
    this.track = track;
    this.player = new Player(voice);
    this.metrics = new SpeechMetrics(playbacks, track);
    this.ending = ending;
  }

  public void tts(Turn turn, Command.Tts tts) {
    String text = tts.text() == null ? "" : tts.text();
    if (text.isBlank() && comesLate(turn, tts)) {
      return;
    }
    Sound.Samples samples;
    try {
      samples = tts.base64() && !text.isBlank() ? Sounds.samples(text) : null;
    } catch (IllegalArgumentException e) {
      turn.error("command", "text is not base64 audio", 400);
      return;
    }
    Playback playback = playbackFor(turn, tts.playId());
    playback.obey(tts);
    if (samples == null) {
      player.speak(turn, playback, tts, text);
    } else {
      player.append(turn, playback, "", samples);
    }
    settle(turn, playback);
  }

  public void play(Turn turn, Command.Play play) {
    Sound sound;
    try {
      sound = Sounds.of(play.url(), play.offsetMs() == null ? 0 : play.offsetMs());
    } catch (IllegalArgumentException e) {
      turn.error("command", e.getMessage() == null ? "bad url" : e.getMessage(), 400);
      return;
    }
    Playback playback = playbackFor(turn, play.playId() == null ? play.url() : play.playId());
    playback.obey(play);
    player.append(turn, playback, "", sound);
    settle(turn, playback);
  }

  /** The playback that takes commands, -1 when there is none. */
  public int current() {
    return Playbacks.number(playbacks.current());
  }

  /** The one that is being heard, -1 when there is none. */
  public int playing() {
    Playback playback = playbacks.current();
    return playback == null || paused || !playback.started || playback.items.isEmpty()
        ? -1
        : playback.number;
  }

  /** Opens what is filled and ended from elsewhere. */
  public int fill(Turn turn, String playId) {
    Playback playback = playbackFor(turn, playId);
    playback.endOfStream = true;
    return player.append(turn, playback, "", new Sound.Speech()).number;
  }

  /** Plays it over and over, until it is ended by {@link #endLoop} or anything else is played. */
  public void loop(Turn turn, String url, String playId) {
    play(turn, new Command.Play(url, playId, false, null, null));
    Playback playing = playbacks.current();
    Playback.Item last = playing == null ? null : playing.items.peekLast();
    if (playing != null && last != null && Objects.equals(playing.playId, playId)) {
      playing.again = Sounds.of(url, 0);
    }
  }

  public void endLoop(Turn turn) {
    Playback playing = playbacks.current();
    if (playing != null && playing.again != null) {
      stop(turn, playing);
    }
  }

  /** The voice of what is spoken from now on. */
  public void speakAs(TtsOption option) {
    player.voice = option;
  }

  /** Idempotent: bots send it at every partial result. */
  public void interrupt(Turn turn, Command.Interrupt interrupt) {
    fadeMillis = interrupt.fadeOutMs() == null ? 0 : interrupt.fadeOutMs();
    interrupt(turn, interrupt.graceful());
    fadeMillis = 0;
  }

  public void interrupt(Turn turn, boolean graceful) {
    Playback playback = playbacks.current();
    Playback.Item head = playback == null ? null : playback.items.peekFirst();
    if (!graceful) {
      stopAll(turn);
    } else if (playback != null && head != null && head.begun && !head.open) {
      finishHead(turn, playback, head);
    } else if (playback != null) {
      stop(turn, playback);
    }
  }

  /** What waits for more of a playback waits on after a pause. */
  public void pause(Turn turn, @Nullable String playId, boolean pause) {
    Playback playback = playbacks.current();
    if (playback == null || paused == pause
        || (playId != null && !playId.equals(playback.playId))) {
      return;
    }
    paused = pause;
    turn.media(pause ? new MediaRequest.Pause() : new MediaRequest.Resume());
    turn.emit(new Event.Other(track, turn.now, pause ? "pause" : "resume",
        playback.playId == null ? null : Map.of("playId", playback.playId)));
    if (pause) {
      pausedAtMillis = turn.now;
    } else {
      playback.items.forEach(item -> item.paused(turn.now - pausedAtMillis));
      playback.endsAtMillis += playback.endsAtMillis == 0 ? 0 : turn.now - pausedAtMillis;
      settle(turn, playback);
    }
  }

  public void on(Turn turn, MediaEvent.ItemBegan began) {
    Playback playback = playbacks.find(began.playback());
    Playback.Item item = playback == null ? null : playback.item(began.item());
    if (playback == null || item == null) {
      return;
    }
    item.began(turn.now);
    if (!playback.started) {
      playback.started = true;
      turn.emit(new Event.TrackStart(track, turn.now, playback.playId, playback.ssrc(turn)));
    }
    item.held.forEach(turn::emit);
    item.held.clear();
  }

  public void on(Turn turn, MediaEvent.ItemEnded ended) {
    Playback playback = playbacks.find(ended.playback());
    if (playback != null) {
      playback.heard(ended.item(), ended.playedMillis());
      if (playback.again != null && playback == playbacks.current() && ended.playedMillis() > 0) {
        player.append(turn, playback, "", playback.again);
      }
      remove(turn, playback, ended.item());
    }
  }

  public void on(Turn turn, MediaEvent.ItemFailed failed) {
    Playback playback = playbacks.find(failed.playback());
    if (playback != null) {
      turn.emit(new Event.Error(track, turn.now, failed.sender(), failed.reason(), failed.code()));
      remove(turn, playback, failed.item());
    }
  }

  /** A stream of text that nobody ended is waited for only while there is nothing left to say. */
  public void on(Turn turn, MediaEvent.ItemStarved starved) {
    Playback playback = playbacks.find(starved.playback());
    Playback.Item item = playback == null ? null : playback.item(starved.item());
    if (item != null) {
      item.starved(turn.now, starved.dry());
    }
    Playback.Item open = playback == null ? null : playback.openItem();
    if (playback != null && playback == playbacks.current() && open != null && open == item) {
      playback.dry = starved.dry();
      waitForMore(turn, playback);
    }
  }

  public void on(Turn turn, MediaEvent.Stopped stopped, boolean callEnds) {
    Playback playback = playbacks.find(stopped.playback());
    if (playback == null) {
      return;
    }
    playback.heard(stopped.item(), stopped.heardMillis());
    if (playback.started && !callEnds && playback.again == null) {
      turn.emit(playback.interruption(track, turn.now, stopped));
    }
    end(turn, playback);
  }

  /** How fast the voice is. */
  public SpeechMetrics metrics() {
    return metrics;
  }

  public long nextMillis() {
    Playback playback = playbacks.current();
    return playback == null || paused || playback.endsAtMillis == 0
        ? Long.MAX_VALUE
        : playback.endsAtMillis;
  }

  public void tick(Turn turn) {
    Playback playback = playbacks.current();
    if (playback == null || nextMillis() > turn.now) {
      return;
    }
    playback.endOfStream = true;
    playback.endsAtMillis = 0;
    player.closeOpenItem(turn, playback);
    settle(turn, playback);
  }

  public PlaybackState state() {
    return playbacks.state(player, paused, pausedAtMillis);
  }

  public void restore(PlaybackState state) {
    playbacks.restore(state);
    player.items = state.items();
    player.voice = state.voice();
    paused = state.paused();
    pausedAtMillis = state.pausedAtMillis();
  }

  /** The node that played is gone: nothing of it was heard after {@code at}, wall clock ms. */
  public void cut(long at) {
    long until = paused ? Math.min(at, pausedAtMillis) : at;
    playbacks.all().forEach(playback -> playback.items.forEach(item -> item.cut(until)));
  }

  /**
   * Another player plays what is left, in its order. What was being stopped has stopped; what is filled from elsewhere
   * has lost whoever filled it, and ends. Music for somebody who waits has nobody to wait for.
   */
  public void playAgain(Turn turn) {
    playbacks.all().forEach(playback -> playAgain(turn, playback));
    if (paused) {
      turn.media(new MediaRequest.Pause());
    }
  }

  private void playAgain(Turn turn, Playback playback) {
    if (playback.stopping || playback.again != null) {
      on(turn, playback.cutShort(), false);
    } else {
      playback.dry = false;
      player.playAgain(turn, playback).forEach(lost -> remove(turn, playback, lost));
    }
  }

  /** The call ends: what has not been told of yet has ended too. */
  public void endAll(Turn turn) {
    paused = false;
    playbacks.all().forEach(playback -> {
      playback.interrupt();
      end(turn, playback);
    });
  }

  /**
   * The last command of a spoken answer often is empty, and comes when all of it has been played and told already, or
   * when it was interrupted.
   */
  private boolean comesLate(Turn turn, Command.Tts tts) {
    Playback last = playbacks.latest();
    if (last == null || !Objects.equals(last.playId, tts.playId())) {
      return false;
    }
    boolean ended = !last.interrupted && last != playbacks.current();
    if (ended) {
      last.obey(tts);
      follow(turn, last);
    }
    return ended || last.interrupted;
  }

  private Playback playbackFor(Turn turn, @Nullable String playId) {
    Playback playing = playbacks.current();
    boolean same = playing != null && Objects.equals(playing.playId, playId);
    if (playing != null && same && !playing.interrupted) {
      waitForMore(turn, playing);
      return playing;
    }
    if (playing != null && same) {
      playbacks.letGo();
    } else {
      stopAll(turn);
    }
    return playbacks.open(playId);
  }

  /** A stream of text that has fallen silent is given up after a while, anything else goes on. */
  private void waitForMore(Turn turn, Playback playback) {
    playback.endsAtMillis = playback.dry ? turn.now + rules.streamIdleMillis() : 0;
  }

  private void finishHead(Turn turn, Playback playback, Playback.Item head) {
    List<Integer> rest = playback.itemNumbers().stream().filter(n -> n != head.number).toList();
    if (!rest.isEmpty()) {
      playback.items.removeIf(item -> item != head);
      turn.media(new MediaRequest.Drop(rest));
      turn.voice(new AiRequest.Cancel(rest));
    }
    playback.interrupt();
    playback.endOfStream = true;
  }

  private void stopAll(Turn turn) {
    playbacks.all().stream().filter(playback -> !playback.stopping)
        .forEach(playback -> stop(turn, playback));
  }

  /** Its end is told when the player has stopped, which may take a moment. */
  private void stop(Turn turn, Playback playback) {
    playback.interrupt();
    if (playback.items.isEmpty()) {
      end(turn, playback);
      return;
    }
    playback.stopping = true;
    turn.voice(new AiRequest.Cancel(playback.itemNumbers()));
    turn.media(fadeMillis > 0
        ? new MediaRequest.Fade(playback.number, fadeMillis)
        : new MediaRequest.Stop(playback.number));
    if (playback == playbacks.current()) {
      playbacks.letGo();
      paused = false;
    }
  }

  private void remove(Turn turn, Playback playback, int item) {
    playback.forget(item);
    settle(turn, playback);
  }

  private void settle(Turn turn, Playback playback) {
    if (!playback.items.isEmpty() || (paused && playback == playbacks.current())) {
      return;
    }
    if (playback.endOfStream || playback != playbacks.current()) {
      end(turn, playback);
    } else {
      playback.endsAtMillis = turn.now
          + (playback.streaming ? rules.streamIdleMillis() : rules.lingerMillis());
    }
  }

  private void end(Turn turn, Playback playback) {
    turn.emit(new Event.TrackEnd(track, turn.now, playback.playedMillis, playback.ssrc(turn),
        playback.playId));
    if (playback == playbacks.current() && paused) {
      paused = false;
      turn.media(new MediaRequest.Resume());
    }
    playbacks.remove(playback);
    follow(turn, playback);
  }

  private void follow(Turn turn, Playback playback) {
    if (playback.autoHangup) {
      ending.autoHangup(turn);
    } else if (playback.waitInputMillis > 0) {
      ending.waitForInput(turn, playback.waitInputMillis);
    }
  }
}
