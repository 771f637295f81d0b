package io.voxbus.rtp;

import java.util.Locale;

/** Dials keys as named events (RFC 4733): what to send every 20 ms. */
public final class TelephoneEventSender {
  /** Of a payload. */
  public static final int BYTES = TelephoneEvents.BYTES;
  private static final int TICK_MILLIS = 20;
  private static final int PAUSE_TICKS = 4;
  /** Section 2.5.1.4: the last packet goes out three times. */
  private static final int ENDS = 3;
  private static final int VOLUME = 10;
  private static final int END = 0x80;
  private static final int LONGEST = 0xFFFF;

  private final String keys;
  private final int toneTicks;
  private final int tickLength;
  private int key;
  private int tick;

  /** What a tick brings. */
  public enum Step {
    FIRST, MORE, PAUSE, OVER
  }

  /**
   * @param keys   out of {@code 0-9 * # A-D}; others are left out
   * @param millis how long each is pressed
   * @param clock  Hz
   */
  public TelephoneEventSender(String keys, int millis, int clock) {
    this.keys = keys.toUpperCase(Locale.ROOT).chars()
        .filter(key -> TelephoneEvents.KEYS.indexOf(key) >= 0)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
    this.tickLength = clock / (1000 / TICK_MILLIS);
    this.toneTicks = Math.clamp((millis + TICK_MILLIS - 1) / TICK_MILLIS, 2, LONGEST / tickLength);
  }

  /** Goes on by 20 ms; for {@code FIRST} and {@code MORE} writes the payload of four bytes. */
  public Step tick(byte[] out, int offset) {
    if (key == keys.length()) {
      return Step.OVER;
    }
    int now = tick++;
    if (now >= toneTicks + ENDS - 1) {
      if (now == toneTicks + ENDS - 2 + PAUSE_TICKS) {
        tick = 0;
        key++;
      }
      return Step.PAUSE;
    }
    boolean end = now >= toneTicks - 1;
    out[offset] = (byte) TelephoneEvents.KEYS.indexOf(keys.charAt(key));
    out[offset + 1] = (byte) (end ? END | VOLUME : VOLUME);
    RtpPacket.putShort(out, offset + 2, Math.min(now + 1, toneTicks) * tickLength);
    return now == 0 ? Step.FIRST : Step.MORE;
  }
}
