package io.voxbus.call.playback;

import io.voxbus.call.state.PlaybackState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /** Those that have not ended, and the one that was opened last. */
  private List<Playback> known() {
    List<Playback> known = all();
    if (latest != null && !known.contains(latest)) {
      known.add(latest);
    }
    return known;
  }

  PlaybackState state(Player player, boolean paused, long pausedAtMillis) {
    return new PlaybackState(known().stream().map(Playback::state).toList(),
        leaving.stream().map(playback -> playback.number).toList(), number(current),
        number(latest), count, player.items, player.voice, paused, pausedAtMillis);
  }

  void restore(PlaybackState state) {
    count = state.opened();
    leaving.clear();
    Map<Integer, Playback> known = new HashMap<>();
    state.tracks().forEach(track -> known.put(track.number(), Playback.of(track)));
    state.leaving().forEach(number -> leaving.add(Objects.requireNonNull(known.get(number))));
    current = known.get(state.current());
    latest = known.get(state.latest());
  }

  static int number(@Nullable Playback playback) {
    return playback == null ? -1 : playback.number;
  }

  /** The one that holds the item. */
  @Nullable
  Playback holding(int item) {
    return all().stream().filter(playback -> playback.item(item) != null).findFirst().orElse(null);
  }
}
