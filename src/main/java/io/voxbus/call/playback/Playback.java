package io.voxbus.call.playback;

import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Event;
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
    /** More text of this stream may follow. */
    boolean open;
    /** Some of it has been heard. */
    boolean begun;
    /** Metrics that came before the track began; told after its {@code trackStart}. */
    final List<Event> held = new ArrayList<>();

    Item(int number, String text) {
      this.number = number;
      this.text.append(text);
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
    long total = Math.max(stopped.totalMillis(), stopped.heardMillis());
    return new Event.Interruption(track, now, playId, words.isEmpty() ? null : words,
        Subtitle.position(words, stopped.heardMillis(), total), (int) total,
        (int) stopped.heardMillis());
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

  List<Integer> itemNumbers() {
    return items.stream().map(item -> item.number).toList();
  }
}
