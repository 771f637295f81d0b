package io.voxbus.audio;

/**
 * Sines, one or two at a time, at the pace they are asked for. They start and, after {@link #fade}, end over 5 ms, so
 * that nothing clicks.
 */
public final class Tone {
  private static final double[] ROWS = {697, 770, 852, 941};
  private static final double[] COLUMNS = {1209, 1336, 1477, 1633};
  private static final String KEYS = "123A456B789C*0#D";
  /** Of each of the two tones of a key; the higher one 2 dB louder, as telephones do it. */
  private static final double LOW_DBFS = -14;
  private static final double HIGH_DBFS = -12;
  private static final double RAMP_SECONDS = 0.005;

  private final Sine first;
  private final Sine second;
  private final double rampStep;
  private double ramp;
  private boolean fading;

  /** One sine by rotation: each sample turns the pointer (real, imaginary) a little further. */
  private static final class Sine {
    private final double turnReal;
    private final double turnImaginary;
    private double real;
    private double imaginary;

    Sine(double hz, double dbfs, int sampleRate) {
      double turn = 2 * Math.PI * hz / sampleRate;
      turnReal = Math.cos(turn);
      turnImaginary = Math.sin(turn);
      real = Math.min(Levels.amplitude(dbfs), Short.MAX_VALUE);
    }

    double next() {
      double sample = imaginary;
      imaginary = imaginary * turnReal + real * turnImaginary;
      real = real * turnReal - sample * turnImaginary;
      return sample;
    }
  }

  private Tone(Sine first, Sine second, int sampleRate) {
    this.first = first;
    this.second = second;
    rampStep = 1 / (RAMP_SECONDS * sampleRate);
  }

  /** A sine at {@link Pcm#RATE}; {@code dbfs} is 0 for the loudest that fits into 16 bits, and negative. */
  public static Tone sine(double hz, double dbfs) {
    return sine(hz, dbfs, Pcm.RATE);
  }

  /** @throws IllegalArgumentException for a frequency that {@code sampleRate} can't carry */
  public static Tone sine(double hz, double dbfs, int sampleRate) {
    if (!(hz > 0 && hz < sampleRate / 2.0)) {
      throw new IllegalArgumentException("no sine of " + hz + " Hz at a rate of " + sampleRate);
    }
    return new Tone(new Sine(hz, dbfs, sampleRate), new Sine(0, Levels.SILENCE, sampleRate),
        sampleRate);
  }

  /** The two tones of a key (ITU-T Q.23) at {@link Pcm#RATE}. */
  public static Tone dtmf(char key) {
    return dtmf(key, Pcm.RATE);
  }

  /** @throws IllegalArgumentException for a key that is none of {@code 0-9 * # A-D} */
  public static Tone dtmf(char key, int sampleRate) {
    int index = KEYS.indexOf(Character.toUpperCase(key));
    if (index < 0) {
      throw new IllegalArgumentException("no key " + key + " on a telephone");
    }
    return new Tone(new Sine(ROWS[index / 4], LOW_DBFS, sampleRate),
        new Sine(COLUMNS[index % 4], HIGH_DBFS, sampleRate),
        sampleRate);
  }

  /** Fills the frame with what comes next; once faded, with zeros. */
  public void fill(short[] frame) {
    for (int i = 0; i < frame.length; i++) {
      ramp = Math.clamp(fading ? ramp - rampStep : ramp + rampStep, 0.0, 1.0);
      double sample = ramp * (first.next() + second.next());
      frame[i] = (short) Math.clamp(Math.round(sample), Short.MIN_VALUE, Short.MAX_VALUE);
    }
  }

  /** Lets it end within the next 5 ms. */
  public void fade() {
    fading = true;
  }

  /** Whether it has faded: from here on there is only silence. */
  public boolean isOver() {
    return fading && ramp == 0;
  }
}
