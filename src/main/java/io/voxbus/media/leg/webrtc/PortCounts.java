package io.voxbus.media.leg.webrtc;

import io.voxbus.ice.IceAgent;
import io.voxbus.ice.PacketKind;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was dropped at the port because it belongs to no call. Written by the port's thread, read by any. */
public final class PortCounts {
  private volatile long dtls;
  private volatile long media;
  private volatile long garbage;
  private volatile long malformedChecks;
  private volatile long strangeChecks;
  private volatile long unansweredChecks;

  /** Each by what it was; checks are messages of STUN, strange ones lack the password of a call. */
  public static Map<String, ToDoubleFunction<PortCounts>> all() {
    return Map.of("dtls", counts -> counts.dtls, "media", counts -> counts.media, "garbage",
        counts -> counts.garbage, "malformed check", counts -> counts.malformedChecks,
        "strange check", counts -> counts.strangeChecks, "unanswered check",
        counts -> counts.unansweredChecks);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  void drop(PacketKind kind) {
    switch (kind) {
      case DTLS -> dtls++;
      case RTP, RTCP -> media++;
      case STUN, OTHER -> garbage++;
    }
  }

  void checks(IceAgent.Counts counts) {
    malformedChecks = counts.malformed();
    strangeChecks = counts.strangers();
    unansweredChecks = counts.unanswered();
  }
}
