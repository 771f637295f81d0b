package io.voxbus.rtp;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose packets are heard. Strict: only those from where the description says. Learning, for parties behind
 * NAT: also the first other source, if it sends five good packets in a row within half a second of the first packet of
 * all; after that nobody else, until a new description comes. So a stream can't be taken over by sending to its port.
 */
public final class SourceLatch {
  private static final int PROOF = 5;
  private static final long WINDOW_NANOS = 500_000_000L;
  /** A candidate that is silent for so long makes room for another. */
  private static final long IDLE_NANOS = 100_000_000L;

  private final boolean learn;
  private @Nullable InetSocketAddress announced;
  private @Nullable InetSocketAddress source;
  private @Nullable InetSocketAddress candidate;
  private int candidateSsrc;
  private int candidateNext;
  private int proven;
  private long candidateNanos;
  private boolean learning;
  private boolean begun;
  private long begunNanos;
  private long dropped;

  /** @param learn whether another source than the announced one may be learnt */
  public SourceLatch(boolean learn) {
    this.learn = learn;
  }

  /** A description has come; null: the remote party wants no packets for now. */
  public void announce(@Nullable InetSocketAddress where) {
    if (where != null && !where.equals(announced)) {
      announced = where;
      source = where;
    }
    candidate = null;
    proven = 0;
    begun = false;
    learning = learn;
  }

  /** Whether the packet counts: genuine RTP of a payload type that was agreed. */
  public boolean accepts(InetSocketAddress from, RtpPacket packet, long nowNanos) {
    if (from.equals(source)) {
      learning = false;
      return true;
    }
    if (learning) {
      prove(from, packet, nowNanos);
    }
    if (from.equals(source)) {
      return true;
    }
    dropped++;
    return false;
  }

  /** Whether a packet from there may count: what surely does not need not be decrypted. */
  public boolean mayAccept(InetSocketAddress from) {
    if (learning || from.equals(source)) {
      return true;
    }
    dropped++;
    return false;
  }

  /** Where to send to: whom we hear, or what was announced. */
  public @Nullable InetSocketAddress target() {
    return source;
  }

  /** Packets of strangers. */
  public long dropped() {
    return dropped;
  }

  private void prove(InetSocketAddress from, RtpPacket packet, long nowNanos) {
    if (!begun) {
      begun = true;
      begunNanos = nowNanos;
    }
    if (nowNanos - begunNanos > WINDOW_NANOS) {
      learning = false;
      return;
    }
    boolean next = from.equals(candidate) && packet.ssrc() == candidateSsrc
        && packet.sequence() == candidateNext;
    if (candidate == null || from.equals(candidate)
        || nowNanos - candidateNanos > IDLE_NANOS) {
      candidateNanos = nowNanos;
      proven = next ? proven + 1 : 1;
      candidate = from;
      candidateSsrc = packet.ssrc();
      candidateNext = (packet.sequence() + 1) & 0xFFFF;
    }
    if (proven == PROOF) {
      source = from;
      learning = false;
    }
  }
}
