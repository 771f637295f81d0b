package io.voxbus.media.leg.webrtc;

import io.voxbus.ice.IceLite;
import io.voxbus.ice.PacketKind;

/** What was dropped at the port because it belongs to no call. Written by the port's thread, read by any. */
public final class PortCounts {
  private volatile long dtls;
  private volatile long media;
  private volatile long garbage;
  private volatile long malformedChecks;
  private volatile long strangeChecks;
  private volatile long unansweredChecks;

  /** DTLS of strangers, a ClientHello for instance. */
  public long dtls() {
    return dtls;
  }

  /** RTP and RTCP of strangers. */
  public long media() {
    return media;
  }

  /** Nothing that belongs on such a port. */
  public long garbage() {
    return garbage;
  }

  /** No STUN, or nothing that ICE knows. */
  public long malformedChecks() {
    return malformedChecks;
  }

  /** Checks of whoever does not know the password of a call. */
  public long strangeChecks() {
    return strangeChecks;
  }

  /** Of these, those that were not even answered. */
  public long unansweredChecks() {
    return unansweredChecks;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  void drop(PacketKind kind) {
    switch (kind) {
      case DTLS -> dtls++;
      case RTP, RTCP -> media++;
      case STUN, OTHER -> garbage++;
    }
  }

  void checks(IceLite.Counts counts) {
    malformedChecks = counts.malformed();
    strangeChecks = counts.strangers();
    unansweredChecks = counts.unanswered();
  }
}
