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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
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
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;
  private final Deque<Job> waiting = new ArrayDeque<>();
  private final Set<Object> served = new HashSet<>();
  /** Threads whose recogniser may still load; guarded by {@link #waiting} like the two above. */
  private int able;

  /**
   * Loads the recognisers in the background, by a thread of its own ({@code asr-load}, so that the system can have it behind
   * the calls): one after the other, about 2 s each on a core that is free; what comes before waits.
   *
   * @param count recognisers and threads; about 70 MB of heap each
   * @param most  utterances that may wait
   */
  Recognisers(int count, int most, Beams beams) {
    this.most = most;
    this.able = count;
    this.beams = beams;
    CHATTER.forEach(logger -> logger.setLevel(Level.SEVERE));
    List<CompletableFuture<Optional<Recogniser>>> loaded = Stream
        .generate(CompletableFuture<Optional<Recogniser>>::new).limit(count).toList();
    for (int i = 0; i < count; i++) {
      CompletableFuture<Optional<Recogniser>> own = loaded.get(i);
      threads.add(Thread.ofPlatform().daemon().name("asr-" + i).start(() -> work(own)));
    }
    loader = Thread.ofPlatform().daemon().name("asr-load")
        .start(() -> loaded.forEach(next -> next.complete(load())));
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
    threads.forEach(Thread::interrupt);
  }

  private void work(CompletableFuture<Optional<Recogniser>> loaded) {
    try {
      Recogniser recogniser = loaded.get().orElse(null);
      if (recogniser == null && othersWork()) {
        return;
      }
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
    } catch (ExecutionException never) {
      throw new IllegalStateException(never);
    }
  }

  /** The last thread stays even without a recogniser, to say so. */
  private boolean othersWork() {
    synchronized (waiting) {
      able--;
      return able > 0;
    }
  }

  /** Empty when it can't be loaded, or nobody wants it any more. */
  private Optional<Recogniser> load() {
    synchronized (models) {
      if (stopped) {
        return Optional.empty();
      }
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

  private Job take() throws InterruptedException {
    synchronized (waiting) {
      Job job = next();
      while (job == null) {
        waiting.wait();
        job = next();
      }
      served.add(job.stream());
      return job;
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
      SearchManager search;
      synchronized (models) {
        search = recogniser.prepare(job.grammar());
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
