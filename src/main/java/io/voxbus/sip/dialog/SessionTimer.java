package io.voxbus.sip.dialog;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether both sides are still there: one of them refreshes the session from time to time (RFC 4028). */
final class SessionTimer {
  private final SipTimes times;
  private int seconds;
  private boolean ours;
  private boolean supported;
  private long dueMillis = Long.MAX_VALUE;
  private long refreshedMillis;

  SessionTimer(SipTimes times) {
    this.times = times;
  }

  /** Of a session that goes on. */
  SessionTimer(SipTimes times, int seconds, boolean ours) {
    this(times);
    this.seconds = seconds;
    this.ours = ours;
  }

  int seconds() {
    return seconds;
  }

  /** Section 7.2: the answer of the far end to an INVITE or UPDATE of ours says who refreshes, and how often. */
  void answered(@Nullable String sessionExpires, long now) {
    Parameters given = Parameters.of(sessionExpires);
    seconds = Math.max(0, given.number());
    ours = !"uas".equalsIgnoreCase(given.get("refresher"));
    supported = seconds > 0;
    restart(now);
  }

  /** Section 9: what we agree to when the far end asks; the headers go on our 2xx. */
  Map<String, String> agree(@Nullable String supportedHeader, @Nullable String sessionExpires,
      long now) {
    Parameters given = Parameters.of(sessionExpires);
    supported = Parameters.lists(supportedHeader, "timer");
    if (given.number() <= 0 && !supported) {
      dueMillis = Long.MAX_VALUE;
      seconds = 0;
      return Map.of();
    }
    seconds = given.number() > 0
        ? Math.max(times.minSessionSeconds(), Math.min(given.number(), times.sessionSeconds()))
        : times.sessionSeconds();
    String asked = given.get("refresher");
    ours = !supported || "uas".equalsIgnoreCase(asked);
    restart(now);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Session-Expires", seconds + ";refresher=" + (ours ? "uas" : "uac"));
    if (supported) {
      headers.put("Require", "timer");
    }
    return headers;
  }

  /** What goes on a request of ours that refreshes the session. */
  Map<String, String> refreshing() {
    return seconds == 0
        ? Map.of()
        : Map.of("Session-Expires", seconds + ";refresher=" + (ours ? "uac" : "uas"));
  }

  /** Section 10: we refresh after half of the time; a far end that has not done so shortly before its end is lost. */
  void restart(long now) {
    refreshedMillis = now;
    if (seconds == 0) {
      dueMillis = Long.MAX_VALUE;
    } else if (ours) {
      dueMillis = now + seconds * 500L;
    } else {
      dueMillis = now + seconds * 1000L - Math.min(32_000L, seconds * 1000L / 3);
    }
  }

  boolean isOurs() {
    return ours;
  }

  long dueMillis() {
    return dueMillis;
  }

  /** When it was restarted last. */
  long refreshedMillis() {
    return refreshedMillis;
  }

  void stop() {
    seconds = 0;
    dueMillis = Long.MAX_VALUE;
  }
}
