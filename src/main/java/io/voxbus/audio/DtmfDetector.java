package io.voxbus.audio;

/**
 * Finds keys pressed in audio, within the limits of ITU-T Q.24: tones of 40 ms and pauses of 40 ms, each frequency
 * within 1.5 %, 8 dB of normal and 6 dB of reverse twist, 15 dB of signal to noise. Tones of 20 ms and frequencies
 * 3.5 % off are no keys.
 *
 * <p>Every 5 ms it looks at the last 20 ms; five windows in a row have to agree, so a key is told about 35 ms after
 * it went down. How far the phases turn from window to window gives the true frequencies to a few hertz, which the
 * length of the window alone does not.
 */
public final class DtmfDetector {
  private static final String KEYS = "123A456B789C*0#D";
  private static final int RATE = DtmfBank.RATE;
  private static final int WINDOW = DtmfBank.WINDOW;
  private static final int HOP = DtmfBank.HOP;
  private static final int NONE = -1;
  /** Windows; a tone of 20 ms makes four at most, one of 40 ms at least five. */
  private static final int CONFIRM = 5;
  /** Windows without the key after which it is up: more than a drop-out of 10 ms makes, less than a pause of 40. */
  private static final int RELEASE = 5;
  private static final double MAX_DEVIATION = 0.025;
  /** The square of the amplitude of either tone: -44 dBFS. */
  private static final float MIN_POWER = 207f * 207f;
  /** What both tones must have of all energy. A tone 1.5 % off measures a quarter less, noise takes a tenth at 10 dB. */
  private static final float MIN_PART = 0.6f;
  /** 11 and 7.5 dB: the limits and what 1.5 % off and noise add to them. */
  private static final float NORMAL_TWIST = 12.6f;
  private static final float REVERSE_TWIST = 5.6f;
  private static final int DELAY = 6;

  private final DtmfBank bank = new DtmfBank();
  private final int step;
  private final short[] line = new short[DELAY + 2 * HOP];
  private final float[] window = new float[WINDOW];
  private int fresh;
  /** The key in the newest windows, and in how many. */
  private int candidate = NONE;
  private int agreed;
  private final Turn low = new Turn();
  private final Turn high = new Turn();
  /** The key that is held down. */
  private int down = NONE;
  private int missed;

  /** The sum of a tone's turns while a candidate lasts. */
  private static final class Turn {
    private double real;
    private double imaginary;

    void clear() {
      real = 0;
      imaginary = 0;
    }

    void add(DtmfBank bank, int tone) {
      real += bank.turnReal(tone);
      imaginary += bank.turnImaginary(tone);
    }

    boolean isInTune(int tone) {
      return Math.abs(DtmfBank.deviation(tone, real, imaginary)) < MAX_DEVIATION;
    }
  }

  /**
   * @param sampleRate 8000 or 16000 Hz
   * @throws IllegalArgumentException for any other
   */
  public DtmfDetector(int sampleRate) {
    if (sampleRate != RATE && sampleRate != 2 * RATE) {
      throw new IllegalArgumentException(
          "keys are detected at 8000 or 16000 Hz, not " + sampleRate);
    }
    step = sampleRate / RATE;
  }

  /**
   * Takes the next frame, of up to 40 ms and an even number of samples.
   *
   * @return the key that this frame confirms, out of {@code 0-9 * # A-D}, once however long it is held; else 0
   */
  public char accept(short[] frame) {
    char key = 0;
    int at = 0;
    while (at < frame.length) {
      int part = Math.min((HOP - fresh) * step, frame.length - at);
      append(frame, at, part);
      at += part;
      if (fresh == HOP) {
        char found = look();
        key = found == 0 ? key : found;
        System.arraycopy(window, HOP, window, 0, WINDOW - HOP);
        fresh = 0;
      }
    }
    return key;
  }

  private void append(short[] frame, int offset, int length) {
    int at = WINDOW - HOP + fresh;
    fresh += length / step;
    if (step == 1) {
      for (int i = 0; i < length; i++) {
        window[at + i] = frame[offset + i];
      }
      return;
    }
    System.arraycopy(frame, offset, line, DELAY, length);
    for (int i = 0; i < length; i += 2) {
      // Half-band low-pass (-1 0 9 16 9 0 -1) / 32: -0.2 dB at 1633 Hz, -31 dB where that is mirrored.
      window[at
          + i / 2] = (16 * line[i + 3] + 9 * (line[i + 2] + line[i + 4]) - line[i] - line[i + 6])
              / 32f;
    }
    System.arraycopy(line, length, line, 0, DELAY);
  }

  private char look() {
    bank.measure(window);
    int tone1 = bank.strongest(0, 4);
    int tone2 = bank.strongest(4, 8);
    int heard = isKey(tone1, tone2) ? tone1 * 4 + tone2 - 4 : NONE;
    follow(heard, tone1, tone2);
    if (heard != NONE && heard != down && agreed >= CONFIRM && low.isInTune(tone1)
        && high.isInTune(tone2)) {
      down = heard;
      missed = 0;
      return KEYS.charAt(heard);
    }
    return 0;
  }

  private boolean isKey(int tone1, int tone2) {
    float row = bank.power(tone1);
    float column = bank.power(tone2);
    return row > MIN_POWER && column > MIN_POWER && row < NORMAL_TWIST * column
        && column < REVERSE_TWIST * row
        && row + column > MIN_PART * bank.total();
  }

  private void follow(int heard, int tone1, int tone2) {
    if (heard != NONE && heard == candidate) {
      agreed++;
      low.add(bank, tone1);
      high.add(bank, tone2);
    } else {
      candidate = heard;
      agreed = 1;
      low.clear();
      high.clear();
    }
    if (heard == down) {
      missed = 0;
    } else if (++missed >= RELEASE) {
      down = NONE;
    }
  }
}
