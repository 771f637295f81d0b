package io.voxbus.audio.vad;

import io.voxbus.audio.Fft;
import io.voxbus.audio.Pcm;

import java.util.Arrays;

/**
 * A voice detector without a model: speech is louder than the noise floor, unlike steady noise it has a structured
 * spectrum, and unlike a tone it has more than two lines. Each of nine bands has a floor that falls at once and rises
 * slowly, faster while the sound is not speech. It takes music and other people's voices for speech. State: 3.9 kB.
 */
public final class EnergyVad implements Vad {
  /** Measured like {@link SileroVad#LAG}: 97 and 77 of 100 within 100 ms. */
  public static final SpeechGate.Lag LAG = new SpeechGate.Lag(20, 20);

  private static final int FFT = 256;
  /** The bins of 62.5 Hz from 190 to 3500 Hz, what a telephone passes. */
  private static final int FIRST_BIN = 3;
  private static final int BAND_BINS = 6;
  private static final int BANDS = 9;
  private static final int END_BIN = FIRST_BIN + BANDS * BAND_BINS;
  /** The power of a bin of white noise at -65 dBFS after pre-emphasis: below it nothing is heard. */
  private static final float QUIETEST = 60_000f;
  private static final float RISE_IN_SPEECH = 1.006f;
  private static final float RISE_IN_QUIET = 1.02f;
  private static final float RISE_IN_NOISE = 1.6f;
  private static final float FALL = 0.3f;
  private static final float MIDDLE_DECIBELS = 7;
  /** A flatness above is noise: white noise has 0.6 on average, vowels 0.05 to 0.3. */
  private static final float NOISE_FLATNESS = 0.5f;
  /** What two lines have of the power of a tone, and of one that goes on from the frame before. */
  private static final float TONE_SHARE = 0.99f;
  private static final float LASTING_TONE_SHARE = 0.97f;
  /** How the score fades a frame through a consonant that sounds like noise. */
  private static final float FADE = 0.88f;
  /** How far the score goes up at once: a single frame is not sure yet. */
  private static final float ATTACK = 0.6f;
  private static final Fft TRANSFORM = new Fft(FFT);
  private static final float[] WINDOW = Fft.hann(FFT);

  private final float[] real = new float[FFT];
  private final float[] imaginary = new float[FFT];
  private final float[] power = new float[FFT / 2 + 1];
  /** The power of the last few frames. */
  private final float[] smooth = new float[FFT / 2 + 1];
  private final float[] second = new float[FFT / 2 + 1];
  private final float[] floor = new float[BANDS];
  private final float[] decibels = new float[BANDS];
  private final float[] band = new float[BANDS];
  private short before;
  private int lineBefore;
  private float shareBefore;
  private float score;

  public EnergyVad() {
    Arrays.fill(floor, QUIETEST);
  }

  @Override
  public float score(short[] frame) {
    spectrum(frame);
    float loud = (float) (1 / (1 + Math.exp(MIDDLE_DECIBELS - loudness())));
    if (isTone()) {
      score = 0;
      follow(RISE_IN_NOISE);
    } else if (flatness() > NOISE_FLATNESS) {
      score = Math.min(loud, score * FADE);
      follow(RISE_IN_NOISE);
    } else {
      score += (loud > score ? ATTACK : 1) * (loud - score);
      follow(loud < 0.5f ? RISE_IN_QUIET : RISE_IN_SPEECH);
    }
    return score;
  }

  /** The mean power spectrum of the first and the last 256 samples of the frame, high frequencies raised. */
  private void spectrum(short[] frame) {
    int apart = Pcm.FRAME - FFT;
    float last = before;
    for (int i = 0; i < Pcm.FRAME; i++) {
      float raised = frame[i] - 0.7f * last;
      last = frame[i];
      if (i < FFT) {
        real[i] = raised * WINDOW[i];
      }
      if (i >= apart) {
        imaginary[i - apart] = raised * WINDOW[i - apart];
      }
    }
    before = frame[Pcm.FRAME - 1];
    TRANSFORM.magnitudes(real, imaginary, power, second);
    for (int k = 0; k < power.length; k++) {
      power[k] = (power[k] * power[k] + second[k] * second[k]) / 2 + 1;
      smooth[k] = (smooth[k] + power[k]) / 2;
    }
  }

  /** Decibels above the floor, the mean of the four loudest bands. */
  private float loudness() {
    for (int b = 0; b < BANDS; b++) {
      float total = 0;
      for (int k = 0; k < BAND_BINS; k++) {
        total += power[FIRST_BIN + b * BAND_BINS + k];
      }
      band[b] = total / BAND_BINS;
      decibels[b] = 10 * (float) Math.log10(band[b] / floor[b]);
    }
    Arrays.sort(decibels);
    return (decibels[BANDS - 1] + decibels[BANDS - 2] + decibels[BANDS - 3] + decibels[BANDS - 4])
        / 4;
  }

  /** The geometric by the arithmetic mean of the bins, smoothed: a single frame of noise may look structured. */
  private float flatness() {
    double logs = 0;
    double sum = 0;
    for (int k = FIRST_BIN; k < END_BIN; k++) {
      logs += Math.log(smooth[k]);
      sum += smooth[k];
    }
    int count = END_BIN - FIRST_BIN;
    return (float) (Math.exp(logs / count) * count / sum);
  }

  /** Whether nearly all power lies in two lines; some vowels come close for a frame. */
  private boolean isTone() {
    float sum = 0;
    for (int k = FIRST_BIN - 2; k < END_BIN + 2; k++) {
      sum += power[k];
    }
    int first = strongest(-END_BIN);
    float share = (line(first) + line(strongest(first))) / sum;
    boolean lasts = shareBefore > LASTING_TONE_SHARE && Math.abs(first - lineBefore) <= 1;
    lineBefore = first;
    shareBefore = share;
    return share > (lasts ? LASTING_TONE_SHARE : TONE_SHARE);
  }

  private int strongest(int apartFrom) {
    int best = apartFrom == FIRST_BIN ? FIRST_BIN + 5 : FIRST_BIN;
    for (int k = FIRST_BIN; k < END_BIN; k++) {
      if (Math.abs(k - apartFrom) >= 5
          && (power[k] > power[best] || Math.abs(best - apartFrom) < 5)) {
        best = k;
      }
    }
    return best;
  }

  private float line(int k) {
    return power[k - 2] + power[k - 1] + power[k] + power[k + 1] + power[k + 2];
  }

  /** Each floor falls towards the band at once and rises towards it by at most the factor. */
  private void follow(float rise) {
    for (int b = 0; b < BANDS; b++) {
      float difference = band[b] - floor[b];
      float moved = difference < 0
          ? floor[b] + FALL * difference
          : Math.min(floor[b] * rise, band[b]);
      floor[b] = Math.max(moved, QUIETEST);
    }
  }
}
