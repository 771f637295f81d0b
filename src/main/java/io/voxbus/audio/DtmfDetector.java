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
  /** The square of the amplitude of either tone: -44 dBFS. */
  private static final float MIN_POWER = 207f * 207f;
  /** Of one window: what both tones have of all energy, and by what factor one exceeds the other, 11 dB. */
  private static final float MIN_PART = 0.6f;
  private static final float MAX_TWIST = 12.6f;
  /** Of all windows together, where it is known how far the tones are off and what that hides of them. */
  private static final double MAX_DEVIATION = 0.018;
  private static final double MIN_PART_OF_ALL = 0.82;
  /** 9.5 and 7 dB. */
  private static final double NORMAL_TWIST = 8.9;
  private static final double REVERSE_TWIST = 5;
  private static final int DELAY = 6;

  private final DtmfBank bank = new DtmfBank();
  private final int step;
  private final short[] line = new short[DELAY + 2 * HOP];
  private final float[] window = new float[WINDOW];
  private int fresh;
  /** The key in the newest windows, and in how many. */
  private int candidate = NONE;
  private int agreed;
  private final Run low = new Run();
  private final Run high = new Run();
  private double energy;
  /** The key that is held down. */
  private int down = NONE;
  private int missed;

  /** One of the two tones while a candidate lasts. */
  private static final class Run {
    private int tone;
    private double turnReal;
    private double turnImaginary;
    private double power;

    void start(DtmfBank bank, int newTone) {
      tone = newTone;
      turnReal = 0;
      turnImaginary = 0;
      power = bank.power(tone);
    }

    void add(DtmfBank bank) {
      turnReal += bank.turnReal(tone);
      turnImaginary += bank.turnImaginary(tone);
      power += bank.power(tone);
    }

    boolean isInTune() {
      return Math.abs(DtmfBank.deviation(tone, turnReal, turnImaginary)) < MAX_DEVIATION;
    }

    /** With what the window took from it because it is off. */
    double power() {
      return power / DtmfBank.seen(tone, DtmfBank.deviation(tone, turnReal, turnImaginary));
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
    bank.measure(window, 2 * MIN_POWER);
    int row = bank.strongest(0, 4);
    int column = bank.strongest(4, 8);
    int heard = isKey(row, column) ? row * 4 + column - 4 : NONE;
    follow(heard, row, column);
    if (heard != NONE && heard != down && agreed >= CONFIRM && isConfirmed()) {
      down = heard;
      missed = 0;
      return KEYS.charAt(heard);
    }
    return 0;
  }

  private boolean isKey(int row, int column) {
    float low = bank.power(row);
    float high = bank.power(column);
    return low > MIN_POWER && high > MIN_POWER && low < MAX_TWIST * high && high < MAX_TWIST * low
        && low + high > MIN_PART * bank.total();
  }

  private boolean isConfirmed() {
    if (!low.isInTune() || !high.isInTune()) {
      return false;
    }
    double row = low.power();
    double column = high.power();
    return row < NORMAL_TWIST * column && column < REVERSE_TWIST * row
        && row + column > MIN_PART_OF_ALL * energy;
  }

  private void follow(int heard, int row, int column) {
    if (heard != NONE && heard == candidate) {
      agreed++;
      low.add(bank);
      high.add(bank);
      energy += bank.total();
    } else {
      candidate = heard;
      agreed = 1;
      low.start(bank, row);
      high.start(bank, column);
      energy = bank.total();
    }
    if (heard == down) {
      missed = 0;
    } else if (++missed >= RELEASE) {
      down = NONE;
    }
  }
}
