package io.voxbus.ai.vendor;

/**
 * How much audio may be sent: vendors refuse streams that are much faster than real time, as one is that has waited for
 * its connection. Pure.
 */
final class SendBudget {
  /** What is behind is caught up at twice the speed of speech. */
  private static final int FACTOR = 2;
  /** May be sent at once. */
  private static final long BURST_MILLIS = 400;

  private final long startMillis;
  private long sentMillis;

  SendBudget(long nowMillis) {
    startMillis = nowMillis;
  }

  /** How long to wait before the next packet may be sent; 0: it may be sent now. */
  long waitMillis(long nowMillis) {
    long allowed = (nowMillis - startMillis) * FACTOR + BURST_MILLIS;
    return sentMillis < allowed ? 0 : (sentMillis - allowed) / FACTOR + 1;
  }

  void sent(long millis) {
    sentMillis += millis;
  }

  /** Audio sent so far. */
  long sentMillis() {
    return sentMillis;
  }
}
