package io.voxbus.sip.dialog;

import io.voxbus.protocol.bus.SipEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Our INVITE until it has its final answer (RFC 3261 section 13.2). */
final class CallingRules {
  private static final int MAX_REDIRECTS = 5;

  private final SipTimes times;
  private final Set<String> followed = new HashSet<>();
  private final List<String> targets = new ArrayList<>();
  private @Nullable String answer;
  private Map<String, String> farewell = Map.of();
  private long dueMillis;
  private long lastRseq;
  private int redirects;
  private boolean provisional;
  private boolean cancelled;
  private boolean noAnswer;
  private boolean authenticated;
  private boolean resized;

  /** Where the INVITE stands. */
  enum Outcome {
    RINGS, TAKEN, OVER
  }

  CallingRules(SipTimes times, long now) {
    this.times = times;
    dueMillis = now + times.ringMillis();
  }

  long dueMillis() {
    return dueMillis;
  }

  /** Whether the call was given up before it was taken. */
  boolean cancelled() {
    return cancelled;
  }

  /** The far end's SDP, as far as it has come. */
  @Nullable
  String answer() {
    return answer;
  }

  /** Section 9.1: CANCEL waits for a provisional response. */
  Outcome end(SipTurn turn, Map<String, String> headers) {
    if (!cancelled) {
      cancelled = true;
      farewell = headers;
      dueMillis = turn.now + times.endMillis();
      if (provisional) {
        turn.add(new SipEffect.Cancel(farewell));
      }
    }
    return Outcome.RINGS;
  }

  Outcome tick(SipTurn turn) {
    if (cancelled) {
      return Outcome.OVER;
    }
    noAnswer = true;
    turn.tell(new SipEvent.Refused(408, "nobody answered"));
    return end(turn, Map.of());
  }

  Outcome on(SipTurn turn, SipSignal.Replied reply) {
    int code = reply.code();
    if (code < 200) {
      progress(turn, reply);
      return Outcome.RINGS;
    }
    if (code < 300) {
      return taken(turn, reply);
    }
    if (cancelled) {
      return Outcome.OVER;
    }
    if (code < 400 && follow(turn, reply)) {
      return Outcome.RINGS;
    }
    return again(turn, reply) ? Outcome.RINGS : refused(turn, reply);
  }

  private void progress(SipTurn turn, SipSignal.Replied reply) {
    provisional = true;
    if (reply.code() > 100 && !repeated(turn, reply) && !cancelled) {
      answer = reply.body().sdp() == null ? answer : reply.body().sdp();
      turn.tell(new SipEvent.Progress(reply.code(), reply.reason(), reply.body().sdp()));
    }
    if (cancelled) {
      turn.add(new SipEffect.Cancel(farewell));
    }
  }

  /** RFC 3262 section 4: a reliable response is acknowledged, and taken in its order only. */
  private boolean repeated(SipTurn turn, SipSignal.Replied reply) {
    int rseq = Parameters.number(reply.header("rseq"));
    if (rseq < 0 || !Parameters.lists(reply.header("require"), "100rel")) {
      return false;
    }
    if (lastRseq != 0 && rseq != lastRseq + 1) {
      return true;
    }
    lastRseq = rseq;
    turn.add(new SipEffect.Prack());
    return false;
  }

  private Outcome taken(SipTurn turn, SipSignal.Replied reply) {
    turn.add(new SipEffect.Ack(null));
    answer = reply.body().sdp() == null ? answer : reply.body().sdp();
    if (!cancelled && answer == null) {
      cancelled = true; // RFC 3264: an offer without an answer is no session
      turn.tell(new SipEvent.Refused(488, "the answer has no SDP"));
    } else if (!cancelled && answer != null) {
      turn.tell(new SipEvent.Answered(answer));
    }
    return Outcome.TAKEN;
  }

  /** Section 8.1.3.4: every address once, and not for ever. */
  private boolean follow(SipTurn turn, SipSignal.Replied reply) {
    Parameters.tokens(reply.header("contact")).stream().map(CallingRules::uri)
        .filter(uri -> uri.startsWith("sip") && followed.add(uri)).forEach(targets::add);
    if (targets.isEmpty() || redirects == MAX_REDIRECTS) {
      return false;
    }
    redirects++;
    turn.add(new SipEffect.InviteAgain(targets.removeFirst(), Map.of()));
    return true;
  }

  private boolean again(SipTurn turn, SipSignal.Replied reply) {
    return switch (reply.code()) {
      case 401, 407 -> {
        boolean stale = stale(reply);
        boolean once = !authenticated || stale;
        authenticated = true;
        if (once) {
          turn.add(new SipEffect.Authenticate("INVITE"));
        }
        yield once;
      }
      // RFC 4028 section 7.3
      case 422 -> {
        int least = Parameters.of(reply.header("min-se")).number();
        boolean once = !resized && least > 0;
        resized = true;
        if (once) {
          turn.add(new SipEffect.InviteAgain(null, Map.of("Min-SE", String.valueOf(least),
              "Session-Expires", String.valueOf(Math.max(least, times.sessionSeconds())))));
        }
        yield once;
      }
      default -> false;
    };
  }

  private Outcome refused(SipTurn turn, SipSignal.Replied reply) {
    if (!noAnswer) {
      turn.tell(new SipEvent.Refused(reply.code(), why(reply)));
    }
    return Outcome.OVER;
  }

  /** RFC 3326: the text of a Reason header says more than the phrase of the status line. */
  private static String why(SipSignal.Replied reply) {
    String text = Parameters.of(reply.header("reason")).get("text");
    return text == null || text.isBlank() ? reply.reason() : text;
  }

  static boolean stale(SipSignal.Replied reply) {
    String challenge = reply.header(reply.code() == 401
        ? "www-authenticate"
        : "proxy-authenticate");
    return challenge != null && challenge.matches("(?is).*\\bstale\\s*=\\s*\"?true.*");
  }

  static String uri(String address) {
    int open = address.indexOf('<');
    int close = address.indexOf('>', Math.max(open, 0));
    if (open >= 0 && close > open) {
      return address.substring(open + 1, close).strip();
    }
    return Parameters.of(address).value();
  }
}
