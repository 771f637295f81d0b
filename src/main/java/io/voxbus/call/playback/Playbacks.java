package io.voxbus.call.playback;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server plays: the current playback, which takes commands, and those before it that have not ended yet. */
final class Playbacks {
  private final List<Playback> leaving = new ArrayList<>();
  private @Nullable Playback current;
  private @Nullable Playback latest;
  private int count;

  @Nullable
  Playback current() {
    return current;
  }

  /** The one that was opened last, whether it has ended or not. */
  @Nullable
  Playback latest() {
    return latest;
  }

  Playback open(@Nullable String playId) {
    Playback opened = new Playback(count++, playId);
    current = opened;
    latest = opened;
    return opened;
  }

  /** The current one takes no more commands, but has not ended. */
  void letGo() {
    if (current != null) {
      leaving.add(current);
      current = null;
    }
  }

  void remove(Playback playback) {
    leaving.remove(playback);
    current = playback == current ? null : current;
  }

  /** In the order in which they were opened. */
  List<Playback> all() {
    List<Playback> all = new ArrayList<>(leaving);
    if (current != null) {
      all.add(current);
    }
    return all;
  }

  @Nullable
  Playback find(int number) {
    return all().stream().filter(playback -> playback.number == number).findFirst().orElse(null);
  }

  /** The one that holds the item. */
  @Nullable
  Playback holding(int item) {
    return all().stream().filter(playback -> playback.item(item) != null).findFirst().orElse(null);
  }
}
