package io.voxbus.ai.local;

import io.reactivex.rxjava3.core.FlowableEmitter;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.ai.vendor.UtteranceCutter;
import io.voxbus.audio.vad.SileroVad;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One stream that is listened to: its utterances go to the recognisers, their texts to whoever subscribed. */
final class Listening implements UtteranceCutter.Listener {
  private static final long LONGEST_MILLIS = 15_000;

  private final Recognisers recognisers;
  private final @Nullable String grammar;
  private final FlowableEmitter<Transcript> out;
  private final RunningMean.Line line = new RunningMean.Line();
  private final UtteranceCutter cutter;
  private @Nullable Utterance current;
  /** Guarded by this, like {@link #index} and {@link #audioOver}: recognisers answer from their own threads. */
  private final Set<Spoken> open = new HashSet<>();
  private int index;
  private boolean audioOver;

  /** @param out must be serialized */
  Listening(Recognisers recognisers, @Nullable String grammar, long hangoverMillis,
      FlowableEmitter<Transcript> out) {
    this.recognisers = recognisers;
    this.grammar = grammar;
    this.out = out;
    cutter = new UtteranceCutter(SileroVad.create(), hangoverMillis, LONGEST_MILLIS, this);
  }

  /** Takes audio in pieces of any length, as it is heard. */
  void accept(AudioFrame audio) {
    cutter.accept(audio);
  }

  /** No more audio: what is still being recognised is told, then completion. */
  void audioEnded() {
    cutter.end();
    synchronized (this) {
      audioOver = true;
    }
    completeIfDone();
  }

  /** Nobody listens any more: frees the recogniser at once. */
  void stop() {
    recognisers.forget(this);
    synchronized (this) {
      open.forEach(spoken -> spoken.utterance.cancel());
      open.clear();
    }
  }

  @Override
  public void begin(long startMillis) {
    Utterance utterance = new Utterance(startMillis);
    current = utterance;
    Spoken spoken = new Spoken(utterance);
    synchronized (this) {
      open.add(spoken);
    }
    recognisers.add(spoken);
    if (out.isCancelled()) {
      stop();
    }
  }

  @Override
  public void frame(short[] heard) {
    if (current != null) {
      current.add(heard);
    }
  }

  @Override
  public void voicedUntil(long endMillis) {
    if (current != null) {
      current.voicedUntil(endMillis);
    }
  }

  @Override
  public void ended() {
    if (current != null) {
      current.end();
      current = null;
    }
  }

  private synchronized int nextIndex() {
    return index++;
  }

  private void close(Spoken spoken) {
    synchronized (this) {
      open.remove(spoken);
    }
    completeIfDone();
  }

  private void completeIfDone() {
    boolean done;
    synchronized (this) {
      done = audioOver && open.isEmpty();
    }
    if (done) {
      out.onComplete();
    }
  }

  /** An utterance of this stream. It takes its number when there is something to tell of it. */
  private final class Spoken implements Recognisers.Job {
    private final Utterance utterance;
    private int number = -1;

    Spoken(Utterance utterance) {
      this.utterance = utterance;
    }

    @Override
    public Object stream() {
      return Listening.this;
    }

    @Override
    public Utterance utterance() {
      return utterance;
    }

    @Override
    public RunningMean.Line line() {
      return line;
    }

    @Override
    public @Nullable String grammar() {
      return grammar;
    }

    @Override
    public void partial(String text) {
      tell(false, text);
    }

    /** A noise that was never taken for words is not told at all. */
    @Override
    public void done(String text) {
      if (number >= 0 || !text.isEmpty()) {
        tell(true, text);
      }
      close(this);
    }

    @Override
    public void failed(SpeechException why) {
      utterance.cancel();
      out.onNext(Transcript.lost(number(), utterance.startMillis(), utterance.endMillis(),
          String.valueOf(why.getMessage())));
      close(this);
    }

    private void tell(boolean isFinal, String text) {
      if (!utterance.isCancelled()) {
        out.onNext(new Transcript(number(), isFinal, text, utterance.startMillis(),
            utterance.endMillis()));
      }
    }

    private int number() {
      if (number < 0) {
        number = nextIndex();
      }
      return number;
    }
  }
}
