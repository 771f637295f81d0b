package io.voxbus.rtp;

/** Keys as named events (RFC 4733), as they come in: each is told once, however many packets tell of it. */
public final class TelephoneEvents {
  static final String KEYS = "0123456789*#ABCD";
  static final int BYTES = 4;

  private boolean any;
  private int timestamp;
  private int event;
  private int duration;
  private boolean ended;

  /**
   * Takes the next packet of events, in any order and any number of times.
   *
   * @return the key that has been pressed, or 0
   */
  public char accept(RtpPacket packet) {
    if (packet.payloadLength() < BYTES) {
      return 0;
    }
    int at = packet.payloadOffset();
    int number = packet.bytes()[at] & 0xFF;
    boolean end = (packet.bytes()[at + 1] & 0x80) != 0;
    int length = RtpPacket.u16(packet.bytes(), at + 2);
    int later = packet.timestamp() - timestamp;
    if (any && later == 0) {
      ended |= end;
      duration = Math.max(duration, length);
      return 0;
    }
    if (any && later < 0) {
      return 0;
    }
    // Section 2.5.1.3: an event too long for its 16 bits goes on as another one, right where it ended.
    boolean goesOn = any && !ended && number == event && later == duration && duration > 0x8000;
    any = true;
    timestamp = packet.timestamp();
    event = number;
    duration = length;
    ended = end;
    return goesOn || number >= KEYS.length() ? 0 : KEYS.charAt(number);
  }

  /** Another stream has begun, with timestamps of its own. */
  public void reset() {
    any = false;
  }
}
