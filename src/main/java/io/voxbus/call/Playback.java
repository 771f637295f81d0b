package io.voxbus.call;

import io.voxbus.protocol.api.Event;
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
  /** An interrupt cut it: an {@code interruption} is due. */
  boolean interrupted;
  /** When it ends if nothing more comes, wall clock ms; 0: not waiting. */
  long endsAtMillis;

  Playback(int number, @Nullable String playId) {
    this.number = number;
    this.playId = playId;
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
