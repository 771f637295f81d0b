package io.voxbus.ai.engine;

import io.reactivex.rxjava3.core.FlowableEmitter;
import io.reactivex.rxjava3.core.Scheduler;
import io.voxbus.ai.engine.HearingModel.Hearing;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.ai.vendor.UtteranceCutter;
import io.voxbus.audio.AudioFrame;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.vad.SileroVad;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream that a model hears. Its voice detector runs on the thread that brings the audio; the model on a worker, which
 * does one thing at a time in their order.
 */
final class ModelStream implements UtteranceCutter.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ModelStream.class);
  private static final long LONGEST_MILLIS = 15_000;
  /** The model is woken for so many frames: 100 ms. */
  private static final int BUNCH = 5;

  /**
   * How it is heard.
   *
   * @param open          begins an utterance
   * @param room          of all streams, for an utterance each
   * @param partialMillis of audio between two partial results; 0: none
   */
  record Terms(Supplier<Hearing> open, Semaphore room, long silenceMillis, long partialMillis) {}

  private final Terms terms;
  private final Scheduler.Worker worker;
  private final FlowableEmitter<Transcript> out;
  private final UtteranceCutter cutter;
  private @Nullable Spoken current;
  private volatile boolean stopped;
  /** The worker's own, like all below it. */
  private @Nullable Spoken heard;
  private int index;

  /** @param out must be serialized */
  ModelStream(Terms terms, Scheduler.Worker worker, FlowableEmitter<Transcript> out) {
    this.terms = terms;
    this.worker = worker;
    this.out = out;
    cutter = new UtteranceCutter(SileroVad.create(), terms.silenceMillis(), LONGEST_MILLIS, this);
  }

  void accept(AudioFrame audio) {
    cutter.accept(audio);
  }

  /** What is still being heard is told, then completion. */
  void audioEnded() {
    cutter.end();
    worker.schedule(out::onComplete);
  }

  /** Nobody listens any more. What the model holds for the stream is freed by the thread that uses it. */
  void stop() {
    stopped = true;
    worker.schedule(() -> {
      if (heard != null) {
        heard.close();
      }
      worker.dispose();
    });
  }

  @Override
  public void begin(long startMillis) {
    if (!terms.room().tryAcquire()) {
      worker.schedule(() -> out.onNext(
          Transcript.lost(index++, startMillis, startMillis, "recogniser busy")));
      return;
    }
    Spoken spoken = new Spoken(startMillis);
    current = spoken;
    worker.schedule(spoken::begin);
  }

  @Override
  public void frame(short[] frame) {
    if (current != null) {
      current.add(frame);
    }
  }

  @Override
  public void voicedUntil(long endMillis) {
    if (current != null) {
      current.endMillis = endMillis;
    }
  }

  @Override
  public void ended() {
    Spoken over = current;
    current = null;
    if (over != null) {
      over.over = true;
      worker.schedule(over::end);
    }
  }

  /** An utterance. It takes its number when there is something to tell of it. */
  private final class Spoken {
    private final long startMillis;
    private final Queue<short[]> frames = new ConcurrentLinkedQueue<>();
    private volatile long endMillis;
    private volatile boolean over;
    private int added;
    /** The worker's own, like all below it. */
    private @Nullable Hearing hearing;
    private boolean closed;
    private int number = -1;
    private long newMillis;
    private String told = "";

    Spoken(long startMillis) {
      this.startMillis = startMillis;
      this.endMillis = startMillis;
    }

    void add(short[] frame) {
      frames.add(frame);
      if (++added % BUNCH == 0) {
        worker.schedule(this::hear);
      }
    }

    void begin() {
      heard = this;
      guarded(() -> hearing = terms.open().get());
    }

    void hear() {
      guarded(() -> {
        take();
        if (terms.partialMillis() > 0 && newMillis >= terms.partialMillis() && !over) {
          newMillis = 0;
          String text = hearing == null ? "" : hearing.partial();
          if (!text.isEmpty() && !text.equals(told)) {
            told = text;
            tell(false, text);
          }
        }
      });
    }

    /** A noise that was never taken for words is not told at all. */
    void end() {
      guarded(() -> {
        take();
        String text = hearing == null ? "" : hearing.text();
        if (number >= 0 || !text.isEmpty()) {
          tell(true, text);
        }
      });
      close();
    }

    private void take() {
      for (short[] frame = frames.poll(); frame != null; frame = frames.poll()) {
        if (hearing != null) {
          hearing.accept(frame);
        }
        newMillis += Pcm.FRAME_MILLIS;
      }
    }

    private void guarded(Runnable work) {
      if (closed || stopped) {
        return;
      }
      try {
        work.run();
      } catch (SpeechException refused) {
        lost(String.valueOf(refused.getMessage()));
      } catch (RuntimeException | LinkageError bug) {
        LOG.warn("the model failed", bug);
        lost("the model failed");
      }
    }

    private void lost(String why) {
      out.onNext(Transcript.lost(number(), startMillis, endMillis, why));
      close();
    }

    private void tell(boolean isFinal, String text) {
      out.onNext(new Transcript(number(), isFinal, text, startMillis, endMillis));
    }

    private int number() {
      if (number < 0) {
        number = index++;
      }
      return number;
    }

    void close() {
      if (closed) {
        return;
      }
      closed = true;
      heard = null;
      frames.clear();
      terms.room().release();
      if (hearing != null) {
        hearing.close();
      }
    }
  }
}
