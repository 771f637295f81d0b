package io.voxbus.audio.detect;

import io.voxbus.audio.Pcm;
import org.jspecify.annotations.Nullable;

/**
 * Who has answered, by how they greet: people say a word or two and wait, machines talk on. Pure: time is that of the
 * frames.
 */
public final class GreetingRules {
  /** What it came to. */
  public enum Verdict {
    HUMAN, MACHINE, UNKNOWN,
    /** The machine's greeting is over. */
    END
  }

  private static final long NONE = -1;

  private final Options options;
  private @Nullable Verdict verdict;
  private boolean ended;
  private long beginMillis = NONE;
  private long speechMillis = NONE;
  private long voiceEndMillis;

  /**
   * Lengths in ms.
   *
   * @param initialSilence after the answer: who says nothing for so long is unknown
   * @param greeting       a longer one is a machine's
   * @param afterGreeting  silence after which a shorter one is a human's
   * @param shortestWord   what is shorter is a noise
   * @param analysis       after that it is unknown
   * @param endSilence     silence after which a machine's greeting is over
   */
  public record Options(long initialSilence, long greeting, long afterGreeting, long shortestWord,
      long analysis, long endSilence) {
    /** The lengths that Asterisk's detection has made usual. */
    public static final Options USUAL = new Options(2_500, 1_500, 800, 100, 5_000, 2_000);
  }

  public GreetingRules(Options options) {
    this.options = options;
  }

  /**
   * Takes whether there was a voice in the frame that began at {@code frameStartMillis}.
   *
   * @return what is known from now on: once who it is, and of a machine once that it has ended
   */
  public @Nullable Verdict accept(boolean voiced, long frameStartMillis) {
    long now = frameStartMillis + Pcm.FRAME_MILLIS;
    if (beginMillis == NONE) {
      beginMillis = frameStartMillis;
    }
    if (voiced) {
      speechMillis = speechMillis == NONE ? frameStartMillis : speechMillis;
      voiceEndMillis = now;
    }
    if (verdict == null) {
      verdict = judge(now);
      return verdict;
    }
    boolean ends = verdict == Verdict.MACHINE && !ended
        && now - voiceEndMillis >= options.endSilence;
    ended |= ends;
    return ends ? Verdict.END : null;
  }

  /** When the greeting began; the time of the answer when nothing was said. */
  public long startMillis() {
    return speechMillis == NONE ? Math.max(0, beginMillis) : speechMillis;
  }

  /** When the last word of it ended so far. */
  public long endMillis() {
    return speechMillis == NONE ? startMillis() : voiceEndMillis;
  }

  private @Nullable Verdict judge(long now) {
    long silent = now - voiceEndMillis;
    if (speechMillis != NONE) {
      long spoken = voiceEndMillis - speechMillis;
      if (spoken >= options.greeting) {
        return Verdict.MACHINE;
      }
      if (silent >= options.afterGreeting && spoken >= options.shortestWord) {
        return Verdict.HUMAN;
      }
      speechMillis = silent >= options.afterGreeting ? NONE : speechMillis;
    } else if (now - beginMillis >= options.initialSilence) {
      return Verdict.UNKNOWN;
    }
    return now - beginMillis >= options.analysis ? Verdict.UNKNOWN : null;
  }
}
