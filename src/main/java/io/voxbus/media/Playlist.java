package io.voxbus.media;

import io.voxbus.audio.Pcm;
import io.voxbus.media.lasting.Remains;
import io.voxbus.media.lasting.Speech;
import io.voxbus.media.source.FadingTail;
import io.voxbus.media.lasting.Source;
import io.voxbus.media.lasting.SourceFailed;
import io.voxbus.protocol.bus.MediaEvent;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Plays one item after the other, a frame of 20 ms at a time, and tells what was heard. Pure: its clock is the caller. */
final class Playlist {
  private static final class Entry {
    final int playback;
    final int item;
    final Source source;
    boolean begun;
    boolean dry;
    long played;

    Entry(int playback, int item, Source source) {
      this.playback = playback;
      this.item = item;
      this.source = source;
    }

    Entry(Remains.Item left) {
      this(left.playback(), left.item(), left.source());
      begun = left.begun();
      dry = left.dry();
      played = left.played();
    }

    Remains.Item remains() {
      return new Remains.Item(playback, item, source, begun, dry, played);
    }

    long heardMillis() {
      return played * 1000 / Pcm.RATE;
    }
  }

  /** What plays and what follows get ready; a file further back is not opened yet. */
  private static final int READY = 2;

  private final Deque<Entry> entries = new ArrayDeque<>();
  private final Consumer<MediaEvent> events;
  private boolean paused;
  private @Nullable FadingTail fading;

  Playlist(Consumer<MediaEvent> events) {
    this.events = events;
  }

  /** Goes on with what one of older code has played so far. */
  void goOn(Remains left) {
    left.items().forEach(item -> entries.add(new Entry(item)));
    paused = left.paused();
    fading = left.fading().length == 0 ? null : new FadingTail(left.fading());
  }

  List<Remains.Item> items() {
    return entries.stream().map(Entry::remains).toList();
  }

  boolean paused() {
    return paused;
  }

  /** Samples that are still to fade. */
  short[] fading() {
    FadingTail tail = fading;
    return tail == null ? new short[0] : tail.left();
  }

  void add(int playback, int item, Source source) {
    entries.add(new Entry(playback, item, source));
    prepare();
  }

  private void prepare() {
    int ready = 0;
    for (Entry entry : entries) {
      if (ready++ == READY) {
        return;
      }
      entry.source.prepare();
    }
  }

  /** The source that waits for what a voice says for an item. */
  @Nullable
  Speech speech(int item) {
    for (Entry entry : entries) {
      if (entry.item == item && entry.source instanceof Speech speech) {
        return speech;
      }
    }
    return null;
  }

  /** Lets an echo that plays hear the caller. */
  void heard(short[] frame) {
    Entry entry = entries.peek();
    if (entry != null) {
      entry.source.heard(frame);
    }
  }

  boolean isEmpty() {
    return entries.isEmpty() && fading == null;
  }

  void pause(boolean pause) {
    paused = pause;
  }

  void stop(int playback) {
    stop(playback, 0);
  }

  /** @param fadeMillis how long what was to come is still heard, becoming fainter */
  void stop(int playback, int fadeMillis) {
    Entry head = paused ? null : entries.peek();
    if (fadeMillis > 0 && head != null && head.playback == playback && head.begun) {
      fading = new FadingTail(head.source, fadeMillis);
    }
    MediaEvent.Stopped stopped = new MediaEvent.Stopped(playback, -1, 0, 0);
    for (Entry entry : entries) {
      if (entry.playback == playback && entry.begun) {
        stopped = new MediaEvent.Stopped(playback, entry.item, entry.heardMillis(),
            entry.source.totalMillis());
        break;
      }
    }
    removeAll(entry -> entry.playback == playback);
    paused = false;
    events.accept(stopped);
  }

  void drop(Collection<Integer> items) {
    removeAll(entry -> items.contains(entry.item));
  }

  /** Stops everything. */
  void close() {
    while (!entries.isEmpty()) {
      stop(entries.element().playback);
    }
  }

  /**
   * Fills the next frame.
   *
   * @return false when there is nothing to be heard
   */
  boolean next(short[] frame) {
    boolean audible = play(frame);
    FadingTail tail = fading;
    if (tail != null) {
      audible = tail.mix(frame, audible);
      fading = tail.isOver() ? null : tail;
    }
    return audible;
  }

  private boolean play(short[] frame) {
    while (!paused && !entries.isEmpty()) {
      Entry entry = entries.element();
      int samples = read(entry, frame);
      if (samples > 0) {
        play(entry, frame, samples);
        return true;
      }
      if (samples == 0) {
        starve(entry, true);
        return false;
      }
    }
    return false;
  }

  private int read(Entry entry, short[] frame) {
    try {
      int samples = entry.source.read(frame);
      if (samples == Source.END) {
        remove(entry);
        events.accept(
            new MediaEvent.ItemEnded(entry.playback, entry.item, entry.heardMillis()));
      }
      return samples;
    } catch (SourceFailed e) {
      return failed(entry, e);
    } catch (RuntimeException e) {
      return failed(entry, new SourceFailed("media", 500, String.valueOf(e.getMessage())));
    }
  }

  private int failed(Entry entry, SourceFailed failure) {
    remove(entry);
    events.accept(new MediaEvent.ItemFailed(entry.playback, entry.item, failure.sender(),
        failure.code(), String.valueOf(failure.getMessage())));
    return Source.END;
  }

  private void play(Entry entry, short[] frame, int samples) {
    Arrays.fill(frame, samples, frame.length, (short) 0);
    entry.played += samples;
    starve(entry, false);
    if (!entry.begun) {
      entry.begun = true;
      events.accept(new MediaEvent.ItemBegan(entry.playback, entry.item));
    }
  }

  private void starve(Entry entry, boolean dry) {
    boolean missed = !entry.source.isLive() && (entry.begun || entry.source.isAwaited());
    if (missed && entry.dry != dry) {
      entry.dry = dry;
      events.accept(new MediaEvent.ItemStarved(entry.playback, entry.item, dry));
    }
  }

  private void remove(Entry entry) {
    entries.remove(entry);
    entry.source.close();
    prepare();
  }

  private void removeAll(java.util.function.Predicate<Entry> which) {
    for (Iterator<Entry> all = entries.iterator(); all.hasNext();) {
      Entry entry = all.next();
      if (which.test(entry)) {
        all.remove();
        entry.source.close();
      }
    }
    prepare();
  }
}
