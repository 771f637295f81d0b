package io.voxbus.rtp;

/**
 * Follows one incoming stream (RFC 3550 appendix A.1, A.3, A.8): numbers that never wrap, what is missing, how unevenly
 * it arrives. A stream may be replaced by another at any time; what was counted stays counted.
 */
public final class RtpReceiver {
  private static final int MOST_AHEAD = 3000;
  private static final int MOST_BEHIND = 100;
  private static final int NONE = -1;
  private static final int CYCLE = 1 << 16;

  private int ssrc;
  private boolean started;
  private int otherSsrc;
  /** The number that would make two packets in a row of something new. */
  private int otherNext = NONE;
  private long base;
  private long highest;
  private long sequence;
  private long timestamp;
  private long lastTimestamp;
  private long lastTransit;
  private boolean transitKnown;
  private double jitter;
  private int clock = 8000;
  private long received;
  /** Of streams and runs of numbers that have ended. */
  private long expectedBefore;
  private long reportedExpected;
  private long reportedReceived;
  private long senderReport;
  private long senderReportNanos;

  /** What a packet is. */
  public enum Verdict {
    /** The next of its stream, or one out of order. */
    VALID,
    /** The first of another stream, or of another run of numbers. */
    FRESH,
    /** Out of all order: to be dropped. */
    STRAY
  }

  /**
   * Takes the next packet.
   *
   * @param clockRate Hz of its timestamps
   * @param audio     whether its timestamp says when it was recorded; those of telephone events do not
   */
  public Verdict receive(RtpPacket packet, int clockRate, boolean audio, long nowNanos) {
    Verdict verdict = sort(packet.ssrc(), packet.sequence());
    if (verdict == Verdict.STRAY) {
      return verdict;
    }
    if (verdict == Verdict.FRESH || clockRate != clock) {
      transitKnown = false;
      clock = clockRate;
    }
    if (verdict == Verdict.FRESH) {
      lastTimestamp = packet.timestamp() & 0xFFFF_FFFFL;
    }
    received++;
    timestamp = lastTimestamp + (packet.timestamp() - (int) lastTimestamp);
    if (sequence == highest) {
      lastTimestamp = timestamp;
    }
    if (audio) {
      measure(nowNanos);
    }
    return verdict;
  }

  /** The number of the packet last received; grows over wraps. */
  public long sequence() {
    return sequence;
  }

  /** The timestamp of the packet last received; grows over wraps. */
  public long timestamp() {
    return timestamp;
  }

  public int ssrc() {
    return ssrc;
  }

  public long received() {
    return received;
  }

  /** Expected but not received. */
  public long lost() {
    return Math.max(0, expected() - received);
  }

  public double jitterMillis() {
    return jitter * 1000 / clock;
  }

  /** The remote party has said when it sent. */
  public void senderReport(long ntp, long nowNanos) {
    senderReport = (ntp >> 16) & 0xFFFF_FFFFL;
    senderReportNanos = nowNanos;
  }

  /** What we tell the sender, about the time since the last one. */
  public ReportBlock report(long nowNanos) {
    long expected = expected() - reportedExpected;
    long missing = expected - (received - reportedReceived);
    reportedExpected += expected;
    reportedReceived = received;
    int fraction = expected <= 0 || missing <= 0 ? 0 : (int) (missing * 256 / expected);
    long delay = senderReport == 0 ? 0 : (nowNanos - senderReportNanos) * 65_536 / 1_000_000_000L;
    return new ReportBlock(ssrc, Math.min(fraction, 255),
        (int) Math.clamp(expected() - received, -0x80_0000, 0x7F_FFFF), highest & 0xFFFF_FFFFL,
        (long) jitter, senderReport, delay & 0xFFFF_FFFFL);
  }

  private Verdict sort(int from, int number) {
    if (!started) {
      return begin(from, number);
    }
    if (from != ssrc) {
      return second(from, number);
    }
    int ahead = (number - (int) highest) & 0xFFFF;
    if (ahead < MOST_AHEAD) {
      highest += ahead;
      sequence = highest;
    } else if (ahead > CYCLE - MOST_BEHIND) {
      sequence = highest - (CYCLE - ahead);
      base = Math.min(base, sequence);
    } else {
      return second(from, number);
    }
    otherNext = NONE;
    return Verdict.VALID;
  }

  /** One packet that does not fit is a stray, two in a row are a new stream. */
  private Verdict second(int from, int number) {
    if (otherNext == number && otherSsrc == from) {
      return begin(from, number);
    }
    otherSsrc = from;
    otherNext = (number + 1) & 0xFFFF;
    return Verdict.STRAY;
  }

  private Verdict begin(int from, int number) {
    expectedBefore = expected();
    started = true;
    ssrc = from;
    base = number + (long) CYCLE;
    highest = base;
    sequence = base;
    otherNext = NONE;
    return Verdict.FRESH;
  }

  private void measure(long nowNanos) {
    long transit = nowNanos / 1000 * clock / 1_000_000 - timestamp;
    if (transitKnown) {
      jitter += (Math.abs(transit - lastTransit) - jitter) / 16;
    }
    lastTransit = transit;
    transitKnown = true;
  }

  private long expected() {
    return started ? expectedBefore + highest - base + 1 : 0;
  }
}
