package io.voxbus.ai.cache;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.voxbus.audio.AudioFrame;
import io.voxbus.directory.DiskWriters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Whole phrases that voices have said, in memory and on disk. Calls that want the same phrase while it is being made
 * share the making, which ends when nobody listens any more; it runs on no call's event loop. Any thread may ask.
 */
public final class TtsCache {
  /** Longer texts are hardly said twice. */
  private static final int LONGEST_TEXT = 4_000;
  private static final Scheduler OWN_THREAD = Schedulers
      .from(making -> Thread.ofVirtual().name("phrase").start(making));

  private final MemoryTier memory;
  private final DiskTier disk;
  private final boolean on;
  private final Map<String, Speech> running = new ConcurrentHashMap<>();
  private final LongAdder memoryHits = new LongAdder();
  private final LongAdder diskHits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  public TtsCache(CacheConfig config, DiskWriters writers) {
    memory = new MemoryTier(config.memoryBytes());
    disk = new DiskTier(Path.of(Objects.requireNonNull(config.folder())), config.diskBytes(),
        writers);
    on = config.memoryBytes() + config.diskBytes() > 0;
  }

  /** What is to be heard. */
  public static final class Speech {
    private final Flowable<AudioFrame> audio;
    private volatile boolean cached;

    private Speech(java.util.function.Function<Speech, Flowable<AudioFrame>> audio) {
      this.audio = audio.apply(this);
    }

    public Flowable<AudioFrame> audio() {
      return audio;
    }

    /** Whether it had been said before; known with the first audio. */
    public boolean cached() {
      return cached;
    }
  }

  /** Whether a text of this length may be kept. */
  public boolean takes(String text) {
    return on && text.length() <= LONGEST_TEXT;
  }

  /** Says what is not kept. */
  public static Speech past(Flowable<AudioFrame> voice) {
    return new Speech(self -> voice);
  }

  /** What is kept under the key, or what the voice says, which is then kept. */
  public Speech speak(String key, Flowable<AudioFrame> voice) {
    short[] kept = memory.get(key);
    if (kept != null) {
      memoryHits.increment();
      Speech known = past(Flowable.just(new AudioFrame(kept, 0)));
      known.cached = true;
      return known;
    }
    return running.computeIfAbsent(key, absent -> new Speech(
        self -> Flowable.defer(() -> make(key, voice, self)).subscribeOn(OWN_THREAD, false)
            .doFinally(() -> running.remove(key, self)).replay().refCount()));
  }

  public long memoryHits() {
    return memoryHits.sum();
  }

  public long diskHits() {
    return diskHits.sum();
  }

  public long misses() {
    return misses.sum();
  }

  public long memoryBytes() {
    return memory.bytes();
  }

  public long diskBytes() {
    return disk.bytes();
  }

  private Flowable<AudioFrame> make(String key, Flowable<AudioFrame> voice, Speech speech) {
    short[] kept = disk.get(key);
    if (kept != null) {
      diskHits.increment();
      memory.put(key, kept);
      speech.cached = true;
      return Flowable.just(new AudioFrame(kept, 0));
    }
    misses.increment();
    List<short[]> pieces = new ArrayList<>();
    return voice.doOnNext(frame -> pieces.add(frame.pcm()))
        .doOnComplete(() -> keep(key, joined(pieces)));
  }

  private void keep(String key, short[] pcm) {
    if (pcm.length > 0) {
      memory.put(key, pcm);
      disk.put(key, pcm);
    }
  }

  private static short[] joined(List<short[]> pieces) {
    short[] all = new short[pieces.stream().mapToInt(piece -> piece.length).sum()];
    int at = 0;
    for (short[] piece : pieces) {
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
    }
    return all;
  }
}
