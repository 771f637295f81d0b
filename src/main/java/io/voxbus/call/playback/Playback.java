package io.voxbus.call.playback;

import io.voxbus.call.state.PlaybackState;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.Sound;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One track that the server plays: the items that were given one playId, in their order. */
final class Playback {
  /** One tts or play command, or one stream of text. */
  static final class Item {
    final int number;
    /** What is spoken; empty for a file. */
    final StringBuilder text = new StringBuilder();
    final Sound sound;
    /** The voice that speaks it; null: it is not spoken by the call's own. */
    @Nullable
    TtsOption option;
    /** More text of this stream may follow. */
    boolean open;
    /** Some of it has been heard. */
    boolean begun;
    /** Metrics that came before the track began; told after its {@code trackStart}. */
    final List<Event> held = new ArrayList<>();
    /** How much of it was heard on another node before. */
    long fromMillis;
    /** When it would have begun if it had been played without a break, wall clock ms; 0: not on this node. */
    long beganAtMillis;
    /** Since when there is nothing to be heard of it, though there may be more; 0: there is. */
    long dryAtMillis;
    private @Nullable String samples;

    Item(int number, String text, Sound sound) {
      this.number = number;
      this.text.append(text);
      this.sound = sound;
    }

    /** How much of it has been heard, as far as can be known without asking the media. */
    long heardMillis(long now) {
      long until = dryAtMillis == 0 ? now : Math.min(now, dryAtMillis);
      return fromMillis + (beganAtMillis == 0 ? 0 : Math.max(0, until - beganAtMillis));
    }

    void began(long now) {
      begun = true;
      beganAtMillis = now;
      dryAtMillis = 0;
    }

    /** Nothing of it is heard until the voice goes on. */
    void starved(long now, boolean dry) {
      if (dry) {
        dryAtMillis = beganAtMillis == 0 ? 0 : now;
      } else if (dryAtMillis > 0) {
        beganAtMillis += now - dryAtMillis;
        dryAtMillis = 0;
      }
    }

    /** Nothing of it was heard for so long. */
    void paused(long millis) {
      beganAtMillis += beganAtMillis == 0 || dryAtMillis > 0 ? 0 : millis;
    }

    /** The node that played it is gone: it can be played from there. */
    void cut(long now) {
      fromMillis = heardMillis(now);
      beganAtMillis = 0;
      dryAtMillis = 0;
    }

    PlaybackState.Item state() {
      boolean raw = sound instanceof Sound.Samples;
      if (sound instanceof Sound.Samples(short[] pcm) && samples == null) {
        samples = Sounds.base64(pcm);
      }
      return new PlaybackState.Item(number, text.toString(), raw ? null : sound, samples, option,
          open, begun, fromMillis, beganAtMillis, dryAtMillis, List.copyOf(held));
    }

    static Item of(PlaybackState.Item kept) {
      Sound sound = kept.sound() == null
          ? Sounds.samples(String.valueOf(kept.samples()))
          : kept.sound();
      Item item = new Item(kept.number(), kept.text(), sound);
      item.samples = kept.samples();
      item.option = kept.option();
      item.open = kept.open();
      item.begun = kept.begun();
      item.fromMillis = kept.fromMillis();
      item.beganAtMillis = kept.beganAtMillis();
      item.dryAtMillis = kept.dryAtMillis();
      item.held.addAll(kept.held());
      return item;
    }
  }

  final int number;
  final @Nullable String playId;
  final Deque<Item> items = new ArrayDeque<>();
  boolean started;
  boolean endOfStream;
  boolean autoHangup;
  int waitInputMillis;
  long playedMillis;
  /** The last command was a piece of a stream of text. */
  boolean streaming;
  /** A stream of text for which there is nothing left to say at the moment. */
  boolean dry;
  /** It was cut short, at once or after what is being said. */
  boolean interrupted;
  /** The player has been asked to stop it. */
  boolean stopping;
  /** What is played again each time it has ended; null: once is enough. */
  @Nullable
  Sound again;
  /** When it ends if nothing more comes, wall clock ms; 0: not waiting. */
  long endsAtMillis;

  Playback(int number, @Nullable String playId) {
    this.number = number;
    this.playId = playId;
  }

  /** Nothing more is said of this text. */
  void close(Item item) {
    item.open = false;
    dry = false;
    endsAtMillis = 0;
  }

  long ssrc(Turn turn) {
    return (turn.callId.hashCode() * 31L + number) & 0xffff_ffffL;
  }

  /** The last command tells how it ends. */
  void obey(Command.Tts tts) {
    streaming = tts.streaming();
    endOfStream = tts.endOfStream();
    autoHangup = tts.autoHangup();
    waitInputMillis = tts.waitInputTimeout() == null ? 0 : tts.waitInputTimeout();
  }

  void obey(Command.Play play) {
    streaming = false;
    endOfStream = true;
    autoHangup = play.autoHangup();
    waitInputMillis = play.waitInputTimeout() == null ? 0 : play.waitInputTimeout();
  }

  /** Nothing follows the end of what was cut short. */
  void interrupt() {
    interrupted = true;
    autoHangup = false;
    waitInputMillis = 0;
  }

  /** Tells how much of it was heard when it was cut short. */
  Event interruption(String track, long now, MediaEvent.Stopped stopped) {
    Item item = item(stopped.item());
    String words = item == null ? "" : item.text.toString();
    long before = item == null ? 0 : item.fromMillis;
    long heard = before + stopped.heardMillis();
    long total = Math.max(before + stopped.totalMillis(), heard);
    return new Event.Interruption(track, now, playId, words.isEmpty() ? null : words,
        Subtitle.position(words, heard, total), (int) total, (int) heard);
  }

  /** So much of an item was heard on this node. */
  void heard(int itemNumber, long millis) {
    Item item = item(itemNumber);
    playedMillis += millis + (item == null ? 0 : item.fromMillis);
  }

  void forget(int itemNumber) {
    items.removeIf(item -> item.number == itemNumber);
    dry = dry && openItem() != null;
  }

  @Nullable
  Item item(int itemNumber) {
    for (Item item : items) {
      if (item.number == itemNumber) {
        return item;
      }
    }
    return null;
  }

  @Nullable
  Item openItem() {
    Item last = items.peekLast();
    return last != null && last.open ? last : null;
  }

  /** It stops as if the player had been asked to, and had played no more of it. */
  MediaEvent.Stopped cutShort() {
    Item head = items.peekFirst();
    return new MediaEvent.Stopped(number, head == null || !head.begun ? -1 : head.number, 0, 0);
  }

  /** Whether its end has not been told, though it takes no more commands, and something of it is heard. */
  boolean isHeard() {
    Item head = items.peekFirst();
    return head != null && head.beganAtMillis > 0;
  }

  PlaybackState.Track state() {
    return new PlaybackState.Track(number, playId, items.stream().map(Item::state).toList(),
        started, endOfStream, autoHangup, waitInputMillis, playedMillis, streaming, dry,
        interrupted, stopping, again, endsAtMillis);
  }

  static Playback of(PlaybackState.Track kept) {
    Playback playback = new Playback(kept.number(), kept.playId());
    kept.items().forEach(item -> playback.items.add(Item.of(item)));
    playback.started = kept.started();
    playback.endOfStream = kept.endOfStream();
    playback.autoHangup = kept.autoHangup();
    playback.waitInputMillis = kept.waitInputMillis();
    playback.playedMillis = kept.playedMillis();
    playback.streaming = kept.streaming();
    playback.dry = kept.dry();
    playback.interrupted = kept.interrupted();
    playback.stopping = kept.stopping();
    playback.again = kept.again();
    playback.endsAtMillis = kept.endsAtMillis();
    return playback;
  }

  List<Integer> itemNumbers() {
    return items.stream().map(item -> item.number).toList();
  }
}
