package io.voxbus.audio.care;

import io.voxbus.audio.Levels;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.vad.EnergyVad;
import io.voxbus.audio.vad.Vad;

/**
 * Makes a voice as loud as the others, in place, a frame at a time: the gain follows the peaks of what is said, slowly,
 * and never lifts the noise above its bound; a limiter catches what is too loud meanwhile. Allocates nothing.
 */
public final class GainControl {
  private static final float VOICED = 0.5f;
  private static final double SECONDS = Pcm.FRAME_MILLIS / 1000.0;
  private static final double ATTACK = 0.3;
  private static final double RELEASE = 0.02;
  private static final double NOISE_DOWN = 0.2;
  private static final double NOISE_UP = 0.02;
  /** The limiter lets nothing above -1 dBFS, and lets go by this much a frame. */
  private static final double LIMIT_DBFS = -1;
  private static final double LET_GO_DB = 0.5;
  /** Samples over which the limiter sets in: 2 ms. */
  private static final int SET_IN = 32;
  private static final int FRAMES_OF_10_MS = 2;

  private final Options options;
  private final Vad vad = new EnergyVad();
  private double gain;
  private double limit;
  private double speech = Levels.SILENCE;
  private double noise = Levels.SILENCE;
  private int voicedFrames;
  private double factor;

  /**
   * In dB.
   *
   * @param headroom       between the peaks of a voice and the loudest there is
   * @param mostGain       of a faint voice
   * @param initialGain    before anything is known
   * @param changeASecond  how fast the gain moves
   * @param mostNoise      dBFS: the gain lifts noise no higher
   * @param adjacentFrames of 10 ms, of voice before it counts
   * @param limiter        whether what is too loud is held down, or cut
   */
  public record Options(double headroom, double mostGain, double initialGain, double changeASecond,
      double mostNoise, int adjacentFrames, boolean limiter) {
    public static final Options USUAL = new Options(5, 50, 15, 6, -50, 12, true);
  }

  public GainControl(Options options) {
    this.options = options;
    gain = Math.clamp(options.initialGain, 0, options.mostGain);
    factor = factor(gain);
  }

  public void process(short[] frame) {
    double peak = Levels.peak(frame);
    learn(frame, peak);
    double most = options.changeASecond * SECONDS;
    gain += Math.clamp(wanted() - gain, -most, most);
    double over = options.limiter ? Math.max(0, peak + gain - LIMIT_DBFS) : 0;
    boolean tighter = over > limit;
    limit = tighter ? over : Math.max(over, limit - LET_GO_DB);
    apply(frame, factor(gain - limit), tighter ? SET_IN : frame.length);
  }

  /** dB it is at. */
  public double gain() {
    return gain;
  }

  private void learn(short[] frame, double peak) {
    boolean voiced = vad.score(frame) > VOICED;
    voicedFrames = voiced ? voicedFrames + FRAMES_OF_10_MS : 0;
    if (!voiced) {
      double level = Levels.rms(frame);
      noise += (level < noise ? NOISE_DOWN : NOISE_UP) * (level - noise);
    } else if (voicedFrames >= options.adjacentFrames) {
      speech = speech == Levels.SILENCE
          ? peak
          : speech + (peak > speech ? ATTACK : RELEASE) * (peak - speech);
    }
  }

  private double wanted() {
    if (speech == Levels.SILENCE) {
      return Math.min(gain, bound());
    }
    return Math.clamp(-options.headroom - speech, 0, bound());
  }

  private double bound() {
    return Math.clamp(options.mostNoise - noise, 0, options.mostGain);
  }

  private void apply(short[] frame, double target, int samples) {
    double step = (target - factor) / samples;
    for (int i = 0; i < frame.length; i++) {
      factor = i < samples ? factor + step : target;
      double louder = frame[i] * factor;
      frame[i] = (short) Math.round(Math.max(Short.MIN_VALUE, Math.min(louder, Short.MAX_VALUE)));
    }
    factor = target;
  }

  private static double factor(double decibels) {
    return Math.pow(10, decibels / 20);
  }
}
