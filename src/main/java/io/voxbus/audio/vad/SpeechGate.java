package io.voxbus.audio.vad;

import io.voxbus.audio.Pcm;

/**
 * Turns the scores of a {@link Vad} into the beginning and the end of what somebody says.
 *
 * <p>Speech begins with the first frame that reaches the threshold and ends with the last one that is not
 * {@link #HYSTERESIS} below it. It is told once it has lasted {@code speechPadding}, its end once {@code silencePadding}
 * has passed since; shorter pauses belong to the speech, shorter speech is as if it had not been. The times told are those
 * at which the voice began and ended in the audio, whenever the rule became sure: the detector's {@link Lag} is taken off.
 */
public final class SpeechGate {
  /** How far the score must fall below the threshold for a frame to be silent while somebody speaks: Silero's own value. */
  public static final float HYSTERESIS = 0.15f;

  private final Options options;
  private boolean begun;
  private boolean voiced;
  private boolean told;
  private long voiceStartMillis;
  private long voiceEndMillis;
  private long idleSinceMillis;
  private long idleDueMillis;

  public SpeechGate(Options options) {
    this.options = options;
  }

  /** Hears what the gate finds, within {@link SpeechGate#accept}. All times are on the clock of the frames. */
  public interface Listener {
    /** Something begins that may become speech; without {@code begins}, it has ended and was none. */
    default void stirring(boolean begins) {}

    /** Somebody has been speaking since {@code startMillis}. */
    void speaking(long startMillis);

    /** The speech that {@link #speaking} told of is over. */
    void silence(long speechStartMillis, long speechMillis, long silenceStartMillis);

    /** Nobody has spoken since {@code sinceMillis}, which is {@code millis} ago; again after each further timeout. */
    void idle(long sinceMillis, long millis);
  }

  /**
   * What counts as speech.
   *
   * @param threshold            score from which on a frame is speech, 0 to 1
   * @param speechPaddingMillis  the least speech that is told
   * @param silencePaddingMillis the least silence that ends a speech
   * @param silenceTimeoutMillis period of {@link Listener#idle}; 0 means never
   * @param lag                  how far the detector's scores run behind the audio
   */
  public record Options(float threshold, long speechPaddingMillis, long silencePaddingMillis,
      long silenceTimeoutMillis,
      Lag lag) {

    /** The defaults of the API: 0.5, 250 ms, 100 ms, never. */
    public static Options of(Lag lag) {
      return new Options(0.5f, 250, 100, 0, lag);
    }
  }

  /**
   * What a detector's windows and memory add: from the beginning of the voice to the start of the first frame that
   * scores, and from its end to the end of the last one.
   */
  public record Lag(long beginMillis, long endMillis) {
    public static final Lag NONE = new Lag(0, 0);
  }

  /** Takes the score of the frame of {@link Pcm#FRAME_MILLIS} that began at {@code frameStartMillis}; frames may be missing. */
  public void accept(float score, long frameStartMillis, Listener listener) {
    if (!begun) {
      begun = true;
      waitFrom(frameStartMillis);
    }
    endSpeechBefore(frameStartMillis, listener);
    long frameEndMillis = frameStartMillis + Pcm.FRAME_MILLIS;
    if (score >= (voiced ? options.threshold - HYSTERESIS : options.threshold)) {
      extendSpeech(frameStartMillis, frameEndMillis, listener);
    } else {
      endSpeechBefore(frameEndMillis, listener);
      tellIdle(frameEndMillis, listener);
    }
  }

  private void extendSpeech(long frameStartMillis, long frameEndMillis, Listener listener) {
    if (!voiced) {
      voiced = true;
      voiceStartMillis = frameStartMillis;
      listener.stirring(true);
    }
    voiceEndMillis = frameEndMillis;
    if (!told && voiceEndMillis - voiceStartMillis >= options.speechPaddingMillis) {
      told = true;
      listener.speaking(speechStartMillis());
    }
  }

  private void endSpeechBefore(long nowMillis, Listener listener) {
    if (!voiced || nowMillis - voiceEndMillis < options.silencePaddingMillis) {
      return;
    }
    voiced = false;
    if (told) {
      told = false;
      long start = speechStartMillis();
      long end = Math.max(voiceEndMillis - options.lag.endMillis, start);
      listener.silence(start, end - start, end);
      waitFrom(end);
    } else {
      listener.stirring(false);
    }
  }

  private long speechStartMillis() {
    return voiceStartMillis - options.lag.beginMillis;
  }

  private void waitFrom(long startMillis) {
    idleSinceMillis = startMillis;
    idleDueMillis = startMillis + options.silenceTimeoutMillis;
  }

  private void tellIdle(long nowMillis, Listener listener) {
    if (voiced || options.silenceTimeoutMillis <= 0 || nowMillis < idleDueMillis) {
      return;
    }
    long silent = nowMillis - idleSinceMillis;
    idleDueMillis = idleSinceMillis
        + (silent / options.silenceTimeoutMillis + 1) * options.silenceTimeoutMillis;
    listener.idle(idleSinceMillis, silent);
  }
}
