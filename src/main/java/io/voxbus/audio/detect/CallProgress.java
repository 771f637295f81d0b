package io.voxbus.audio.detect;

import io.voxbus.audio.Pcm;

/**
 * What early media says, by its tones and their cadence (ITU-T E.180 and its supplement 2: the frequencies differ from
 * country to country, the cadences hardly do). Pure: time is that of the frames.
 */
public final class CallProgress {
  /** The states, and the numbers by which clients know them. */
  public enum State {
    SILENCE("silence", 0), BUSY("busy_tone", 1), CONGESTION("congestion_tone", 2), //
    RINGING("ringing", 3), DIAL("dial_tone", 4), INFORMATION("special_information", 5), //
    FAX("fax", 6), SOUND("sound", 7), UNKNOWN("unknown", 8), VOICE("human_voice", 9);

    private final String shown;
    private final int number;

    State(String shown, int number) {
      this.shown = shown;
      this.number = number;
    }

    public String shown() {
      return shown;
    }

    public int number() {
      return number;
    }
  }

  private static final double FAINTEST_DBFS = -50;
  private static final double SHARE = 0.93;
  private static final double DRIFT_HZ = 20;
  private static final int GAP_FRAMES = 2;
  private static final int WINDOW = 50;
  private static final int MOST_VOICED = 25;
  private static final int MOST_SOUNDING = 40;
  private static final long SILENT_MILLIS = 5_000;

  private final Cadence cadence = new Cadence();
  private final float[] voices = new float[WINDOW];
  private final boolean[] sounds = new boolean[WINDOW];
  private int at;
  private double pitch;
  private boolean on;
  private int gap;
  private long sinceMillis = Long.MIN_VALUE;
  private long quietSinceMillis;
  private State state = State.UNKNOWN;
  private double confidence;

  /**
   * Takes a frame.
   *
   * @param voice how likely there is a voice in it, 0 to 1
   */
  public void accept(ToneMeter meter, float voice, long frameStartMillis) {
    if (sinceMillis == Long.MIN_VALUE) {
      sinceMillis = frameStartMillis;
      quietSinceMillis = frameStartMillis;
    }
    boolean sounding = meter.dbfs() > FAINTEST_DBFS;
    boolean tone = sounding && meter.bothShare() > SHARE
        && (!on || isPitch(meter.hz()) || isPitch(meter.secondHz()));
    quietSinceMillis = sounding ? frameStartMillis + Pcm.FRAME_MILLIS : quietSinceMillis;
    follow(tone, meter, frameStartMillis);
    voices[at] = tone || on ? 0 : voice;
    sounds[at] = sounding && !tone && !on;
    at = (at + 1) % WINDOW;
    judge(frameStartMillis + Pcm.FRAME_MILLIS);
  }

  public State state() {
    return state;
  }

  /** How sure that is, 0 to 1. */
  public double confidence() {
    return confidence;
  }

  /** Tones begin at once; they end, or change, when that has lasted. */
  private void follow(boolean tone, ToneMeter meter, long frameStartMillis) {
    if (tone == on) {
      gap = 0;
    } else if (++gap >= (on ? GAP_FRAMES : GAP_FRAMES + 1)) {
      long changed = frameStartMillis - (gap - 1) * (long) Pcm.FRAME_MILLIS;
      if (on) {
        cadence.burst(pitch, changed - sinceMillis);
      } else {
        cadence.pause(changed - sinceMillis);
      }
      on = tone;
      sinceMillis = changed;
      pitch = meter.hz();
      gap = 0;
    } else if (tone) {
      pitch = meter.hz();
    }
  }

  private boolean isPitch(double hz) {
    return Math.abs(hz - pitch) < DRIFT_HZ;
  }

  private void judge(long now) {
    double voice = 0;
    int voiced = 0;
    int sounding = 0;
    for (int i = 0; i < WINDOW; i++) {
      voiced += voices[i] > 0.5f ? 1 : 0;
      voice += voices[i] > 0.5f ? voices[i] : 0;
      sounding += sounds[i] ? 1 : 0;
    }
    if (!on && voiced >= MOST_VOICED) {
      cadence.forget();
      settle(State.VOICE, voice / voiced);
      return;
    }
    State toned = on
        ? cadence.during(pitch, now - sinceMillis)
        : cadence.after(now - sinceMillis);
    if (toned != State.UNKNOWN) {
      settle(toned, cadence.confidence());
    } else if (sounding >= MOST_SOUNDING && voiced == 0) {
      settle(State.SOUND, 0.6);
    } else if (now - quietSinceMillis >= SILENT_MILLIS) {
      settle(State.SILENCE, 0.9);
    }
  }

  private void settle(State now, double sure) {
    confidence = now == state ? Math.max(confidence, sure) : sure;
    state = now;
  }
}
