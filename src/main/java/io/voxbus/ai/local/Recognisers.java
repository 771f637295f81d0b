package io.voxbus.ai.local;

import edu.cmu.sphinx.decoder.search.SearchManager;
import io.voxbus.ai.spi.SpeechException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A few recognisers, each on a thread of its own, shared by all calls: one is taken for an utterance, not for a call.
 * The utterances of a call are heard one after the other. Those that find no recogniser free wait, their audio in
 * memory; when too many wait, the one that has waited longest is given up.
 */
final class Recognisers {
  /** Sphinx4 names its loggers after the class of the object, which may be one of ours. Kept, or the level is lost. */
  private static final List<Logger> CHATTER = List.of(Logger.getLogger("edu.cmu.sphinx"),
      Logger.getLogger(Recognisers.class.getPackageName()), Logger.getLogger("AutoCepstrum"));
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(Recognisers.class);

  /** Something to hear, and who wants to know. */
  interface Job {
    /** Jobs of one stream are heard in their order, never two at once. */
    Object stream();

    Utterance utterance();

    RunningMean.Line line();

    /** A JSGF text; null for open vocabulary. */
    @Nullable
    String grammar();

    void partial(String text);

    void done(String text);

    void failed(SpeechException why);
  }

  private final SphinxModels models = new SphinxModels();
  private final Beams beams;
  private final int most;
  private final Thread loader;
  private volatile boolean stopped;
  private final Deque<Job> waiting = new ArrayDeque<>();
  private final Set<Object> served = new HashSet<>();
  /** Guarded by {@link #waiting} like the two above. */
  private final List<Thread> threads = new ArrayList<>();
  /** How many of them have nothing to hear; guarded as well. */
  private int idle;

  /**
   * Loads recognisers by a thread of its own ({@code asr-load}, so that the system can have it behind the calls), about 2 s
   * each on a core that is free; what comes before waits.
   *
   * @param ready so many at once, however few are wanted
   * @param count so many when there is more to hear at once; a thread and about 70 MB of heap each
   * @param most  utterances that may wait
   */
  Recognisers(int ready, int count, int most, Beams beams) {
    this.most = most;
    this.beams = beams;
    CHATTER.forEach(logger -> logger.setLevel(Level.SEVERE));
    loader = Thread.ofPlatform().daemon().name("asr-load").start(() -> load(ready, count));
  }

  /** Fails with 400 when a grammar can't be used. Reads the dictionary when nobody has, so not on an event loop. */
  void check(String grammar) throws IOException {
    synchronized (models) {
      Grammars.parse(grammar, models.dictionary());
    }
  }

  void add(Job job) {
    Job givenUp = null;
    synchronized (waiting) {
      waiting.add(job);
      if (waiting.size() > most) {
        givenUp = waiting.remove();
      }
      waiting.notifyAll();
    }
    if (givenUp != null) {
      givenUp.failed(SpeechException.busy("recogniser busy"));
    }
  }

  /** Forgets what waits of a stream; what is heard of it just now must be cancelled by its utterance. */
  void forget(Object stream) {
    synchronized (waiting) {
      waiting.removeIf(job -> job.stream().equals(stream));
    }
  }

  /** Gives up what waits and what is being heard; nobody is told of it any more. */
  void stop() {
    stopped = true;
    synchronized (waiting) {
      waiting.clear();
    }
    loader.interrupt();
    synchronized (waiting) {
      threads.forEach(Thread::interrupt);
    }
  }

  /** One that can't be loaded is the last. */
  private void load(int ready, int count) {
    try {
      boolean able = true;
      for (int i = 0; i < count && able && !stopped; i++) {
        if (i >= ready) {
          awaitNeed();
        }
        Optional<Recogniser> loaded = load();
        able = loaded.isPresent();
        if (able || i == 0) {
          work(loaded.orElse(null), i);
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitNeed() throws InterruptedException {
    synchronized (waiting) {
      while (idle > 0 || waiting.stream().allMatch(job -> served.contains(job.stream()))) {
        waiting.wait();
      }
    }
  }

  private Optional<Recogniser> load() {
    synchronized (models) {
      try {
        Recogniser recogniser = new Recogniser(models, beams);
        recogniser.prepare(null);
        return Optional.of(recogniser);
      } catch (IOException | RuntimeException | Error broken) {
        LOG.error("a local recogniser could not be loaded", broken);
        return Optional.empty();
      }
    }
  }

  /** Starts a thread; without a recogniser it says so to all that comes. */
  private void work(@Nullable Recogniser recogniser, int index) {
    synchronized (waiting) {
      if (!stopped) {
        threads
            .add(Thread.ofPlatform().daemon().name("asr-" + index).start(() -> work(recogniser)));
      }
    }
  }

  private void work(@Nullable Recogniser recogniser) {
    try {
      while (!stopped) {
        Job job = take();
        try {
          hear(recogniser, job);
        } finally {
          release(job);
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private Job take() throws InterruptedException {
    synchronized (waiting) {
      idle++;
      try {
        Job job = next();
        while (job == null) {
          waiting.wait();
          job = next();
        }
        served.add(job.stream());
        return job;
      } finally {
        idle--;
        waiting.notifyAll();
      }
    }
  }

  private @Nullable Job next() {
    for (Iterator<Job> jobs = waiting.iterator(); jobs.hasNext();) {
      Job job = jobs.next();
      if (!served.contains(job.stream())) {
        jobs.remove();
        return job;
      }
    }
    return null;
  }

  private void release(Job job) {
    synchronized (waiting) {
      served.remove(job.stream());
      waiting.notifyAll();
    }
  }

  private void hear(@Nullable Recogniser recogniser, Job job) {
    if (recogniser == null) {
      job.failed(SpeechException.failed("the local recogniser could not be loaded"));
      return;
    }
    try {
      SearchManager search = recogniser.built(job.grammar());
      if (search == null) {
        synchronized (models) {
          search = recogniser.prepare(job.grammar());
        }
      }
      String text = recogniser.hear(job.utterance(), search, job.line(), job::partial);
      if (!stopped) {
        job.done(text);
      }
    } catch (SpeechException why) {
      job.failed(why);
    } catch (IOException | RuntimeException | Error bug) {
      if (stopped) {
        return;
      }
      LOG.warn("the local recogniser failed", bug);
      job.failed(SpeechException.failed("the local recogniser failed"));
    }
  }
}
