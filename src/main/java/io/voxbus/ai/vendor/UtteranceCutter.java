package io.voxbus.ai.vendor;

import io.voxbus.audio.AudioFrame;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.vad.SileroVad;
import io.voxbus.audio.vad.SpeechGate;
import io.voxbus.audio.vad.Vad;
import java.util.ArrayDeque;
import java.util.Deque;

/** Cuts a stream of 20 ms frames into utterances, each with a little of the silence before and after it. */
public final class UtteranceCutter implements SpeechGate.Listener {
  private static final float THRESHOLD = 0.5f;
  /** The least speech that is worth hearing: "no" said quickly. */
  private static final long LEAST_MILLIS = 100;
  private static final long PRE_ROLL_MILLIS = 300;
  private static final int KEPT = (int) (PRE_ROLL_MILLIS + LEAST_MILLIS
      + SileroVad.LAG.beginMillis()) / Pcm.FRAME_MILLIS + 2;

  /** Told what is cut, within {@link #accept} and {@link #end}. */
  public interface Listener {
    /** @param startMillis wall clock of the first voiced frame, ms */
    void begin(long startMillis);

    void frame(short[] frame);

    /** @param endMillis wall clock of the end of the last voiced frame so far, ms */
    void voicedUntil(long endMillis);

    void ended();
  }

  private final Vad vad;
  private final SpeechGate gate;
  private final long longestMillis;
  private final Listener listener;
  private final Deque<AudioFrame> before = new ArrayDeque<>();
  private final short[] partial = new short[Pcm.FRAME];
  private int filled;
  private long heardMillis;
  private boolean speaking;
  private long cutMillis;

  /**
   * @param hangoverMillis silence that ends an utterance
   * @param longestMillis  length at which an utterance is cut
   */
  public UtteranceCutter(Vad vad, long hangoverMillis, long longestMillis, Listener listener) {
    this.vad = vad;
    this.longestMillis = longestMillis;
    this.listener = listener;
    gate = new SpeechGate(
        new SpeechGate.Options(THRESHOLD, LEAST_MILLIS, hangoverMillis, 0, SileroVad.LAG));
  }

  /** Takes audio in pieces of any length, as it is heard. */
  public void accept(AudioFrame audio) {
    if (filled == 0) {
      heardMillis = audio.timeMillis();
    }
    int taken = 0;
    while (taken < audio.pcm().length) {
      int length = Math.min(audio.pcm().length - taken, partial.length - filled);
      System.arraycopy(audio.pcm(), taken, partial, filled, length);
      taken += length;
      filled += length;
      if (filled == partial.length) {
        filled = 0;
        accept(partial.clone(), heardMillis);
        heardMillis = audio.timeMillis() + taken * 1000L / Pcm.RATE;
      }
    }
  }

  public void accept(short[] frame, long timeMillis) {
    float score = vad.score(frame);
    if (speaking) {
      hear(frame, timeMillis, score);
    } else {
      before.add(new AudioFrame(frame, timeMillis));
      if (before.size() > KEPT) {
        before.remove();
      }
    }
    gate.accept(score, timeMillis, this);
  }

  private void hear(short[] frame, long timeMillis, float score) {
    if (score >= THRESHOLD && timeMillis - cutMillis >= longestMillis) {
      listener.ended();
      cutMillis = timeMillis;
      listener.begin(timeMillis);
    }
    listener.frame(frame);
    if (score >= THRESHOLD) {
      listener.voicedUntil(timeMillis + Pcm.FRAME_MILLIS - SileroVad.LAG.endMillis());
    }
  }

  /** The stream is over. */
  public void end() {
    if (speaking) {
      speaking = false;
      listener.ended();
    }
  }

  @Override
  public void speaking(long startMillis) {
    speaking = true;
    cutMillis = startMillis;
    listener.begin(startMillis);
    for (AudioFrame heard : before) {
      if (heard.timeMillis() >= startMillis - PRE_ROLL_MILLIS) {
        listener.frame(heard.pcm());
        listener.voicedUntil(heard.timeMillis() + Pcm.FRAME_MILLIS);
      }
    }
    before.clear();
  }

  @Override
  public void silence(long speechStartMillis, long speechMillis, long silenceStartMillis) {
    speaking = false;
    listener.voicedUntil(silenceStartMillis);
    listener.ended();
  }

  @Override
  public void idle(long sinceMillis, long millis) {}
}
