package io.voxbus.sip.dialog;

import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A confirmed dialog (RFC 3261 section 12): what the far end asks in it, and what we do. */
final class TalkingRules {
  static final String ALLOW = "INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, OPTIONS, INFO, MESSAGE,"
      + " REFER, NOTIFY";

  private final SessionTimer timer;
  private final OfferRules offers;
  private final Set<String> authenticated = new HashSet<>();
  /** The far end's REFER that has not had its outcome, by its CSeq. */
  private @Nullable Long referred;
  private boolean over;

  /** @param referred the far end's REFER that another node has not told the outcome of, by its CSeq */
  TalkingRules(SessionTimer timer, OfferRules offers, @Nullable Long referred) {
    this.timer = timer;
    this.offers = offers;
    this.referred = referred;
  }

  @Nullable
  Long referred() {
    return referred;
  }

  /** Whether the far end has ended the dialog, or has lost it. */
  boolean over() {
    return over;
  }

  void on(SipTurn turn, SipSignal.Came came) {
    switch (came.method()) {
      case "BYE" -> hungUp(turn, came);
      case "INVITE", "UPDATE" -> offers.came(turn, came);
      case "CANCEL" -> offers.cancelled(turn, came);
      case "PRACK" -> turn.answer(came.ref(), 200, "OK");
      case "OPTIONS" -> turn.answer(came.ref(), 200, "OK", Body.NONE, Map.of("Allow", ALLOW));
      case "INFO" -> info(turn, came);
      case "MESSAGE" -> message(turn, came);
      case "REFER" -> refer(turn, came);
      case "NOTIFY" -> notified(turn, came);
      default -> turn.answer(came.ref(), 405, "Method Not Allowed", Body.NONE,
          Map.of("Allow", ALLOW));
    }
  }

  void on(SipTurn turn, SipSignal.Replied reply) {
    int code = reply.code();
    if (code < 200) {
      return;
    }
    if ((code == 401 || code == 407)
        && (authenticated.add(reply.method()) || CallingRules.stale(reply))) {
      turn.add(new SipEffect.Authenticate(reply.method()));
    } else if (code == 481 && reply.method().equals("NOTIFY")) {
      referred = null; // RFC 5057 section 5.1: the subscription has gone, not the dialog
    } else if (code == 408 || code == 481) {
      lost(turn, reply);
    } else {
      answered(turn, reply);
    }
  }

  private void answered(SipTurn turn, SipSignal.Replied reply) {
    boolean refused = reply.code() >= 300;
    switch (reply.method()) {
      case "INVITE", "UPDATE" -> offers.answered(turn, reply);
      case "MESSAGE" -> {
        if (refused) {
          turn.tell(new SipEvent.MessageRefused(reply.code(), reply.reason()));
        }
      }
      case "REFER" -> {
        if (refused) {
          turn.tell(new SipEvent.TransferProgress(reply.code(), reply.reason()));
        }
      }
      default -> {
        // an answer to what nobody waits for
      }
    }
  }

  void wanted(SipTurn turn, SipRequest request) {
    switch (request) {
      case SipRequest.Reoffer(String sdp) -> offers.offer(turn, sdp);
      case SipRequest.Reanswer(String sdp) -> offers.answer(turn, sdp);
      case SipRequest.RefuseReoffer(int code, String reason) -> offers.refuse(turn, code, reason);
      case SipRequest.Info(String digits, int millis) -> digits.chars()
          .forEach(digit -> turn.send("INFO", new Body("application/dtmf-relay",
              "Signal=" + (char) digit + "\r\nDuration=" + millis + "\r\n"), Map.of()));
      case SipRequest.Message m -> turn.send("MESSAGE", new Body(m.contentType(), m.body()),
          m.headers());
      case SipRequest.Transfer transfer -> {
        Map<String, String> headers = new HashMap<>();
        headers.put("Refer-To", "<" + transfer.referTo() + ">");
        turn.send("REFER", Body.NONE, headers);
      }
      case SipRequest.TransferDone(int code, String reason) -> transferred(turn, code, reason);
      case SipRequest.Dial d -> throw new IllegalStateException("dial goes to the host");
      case SipRequest.DialPhone d -> throw new IllegalStateException("dial goes to the host");
      case SipRequest.TakeOver t -> throw new IllegalStateException("taking over is for the host");
      case SipRequest.Resume r -> throw new IllegalStateException("resuming is for the host");
      case SipRequest.Hear h -> throw new IllegalStateException("the host hears it");
      case SipRequest.Withdraw w -> throw new IllegalStateException("that is for the host");
      case SipRequest.Seek s -> throw new IllegalStateException("seeking is for the host");
      case SipRequest.Placed p -> throw new IllegalStateException("that is for the host");
      case SipRequest.TrunkCalls c -> throw new IllegalStateException("the host counts");
      case SipRequest.Leave l -> throw new IllegalStateException("the leg leaves");
      case SipRequest.Identify i -> throw new IllegalStateException("the leg knows itself");
      case SipRequest.Ring r -> {
        // it is taken already
      }
      case SipRequest.Accept a -> {
        // it is taken already
      }
      case SipRequest.End e -> throw new IllegalStateException("the machine ends");
    }
  }

  /** Section 12.2.1.2: with 481 or 408 the whole dialog has gone, whatever was asked. */
  private void lost(SipTurn turn, SipSignal.Replied reply) {
    over = true;
    turn.tell(new SipEvent.Lost(reply.code(), "the far end is not there any more"));
    if (reply.code() == 408) {
      turn.send("BYE");
    }
  }

  void expired(SipTurn turn) {
    over = true;
    timer.stop();
    turn.tell(new SipEvent.Lost(408, "the session was not refreshed in time"));
    turn.send("BYE", Body.NONE,
        Map.of("Reason", "SIP;cause=408;text=\"Session timer expired\""));
  }

  private void hungUp(SipTurn turn, SipSignal.Came bye) {
    over = true;
    offers.drop(turn);
    turn.answer(bye.ref(), 200, "OK");
    Map<String, String> headers = new LinkedHashMap<>(bye.headers());
    headers.keySet().removeIf(name -> !name.startsWith("x-") && !name.equals("reason"));
    turn.tell(new SipEvent.HungUp(bye.header("reason"), headers));
  }

  private void info(SipTurn turn, SipSignal.Came info) {
    String digit = Digits.of(info.body());
    if (digit != null) {
      turn.answer(info.ref(), 200, "OK");
      turn.tell(new SipEvent.Dtmf(digit));
    } else if (info.body().isEmpty()) {
      turn.answer(info.ref(), 200, "OK");
    } else {
      turn.answer(info.ref(), 415, "Unsupported Media Type", Body.NONE,
          Map.of("Accept", "application/dtmf-relay, application/dtmf"));
    }
  }

  private static void message(SipTurn turn, SipSignal.Came message) {
    turn.answer(message.ref(), 200, "OK");
    turn.tell(new SipEvent.MessageCame(message.body().text(), message.body().type()));
  }

  /** RFC 3515 section 2.4.4: what becomes of it is told by NOTIFY, the first at once. */
  private void refer(SipTurn turn, SipSignal.Came refer) {
    String to = refer.header("refer-to");
    if (to == null || to.isBlank()) {
      turn.answer(refer.ref(), 400, "Refer-To is missing");
      return;
    }
    turn.answer(refer.ref(), 202, "Accepted");
    turn.send("NOTIFY", new Body("message/sipfrag;version=2.0", "SIP/2.0 100 Trying\r\n"),
        Map.of("Event", "refer;id=" + refer.ref(), "Subscription-State", "active;expires=180"));
    referred = refer.ref();
    String by = refer.header("referred-by");
    turn.tell(new SipEvent.TransferAsked(CallingRules.uri(to),
        by == null ? null : CallingRules.uri(by)));
  }

  /** RFC 3515 section 2.4.7: the last NOTIFY ends the subscription. */
  private void transferred(SipTurn turn, int code, String reason) {
    if (referred != null) {
      String phrase = reason.replaceAll("\\p{Cntrl}", " ");
      turn.send("NOTIFY",
          new Body("message/sipfrag;version=2.0", "SIP/2.0 " + code + " " + phrase + "\r\n"),
          Map.of("Event", "refer;id=" + referred, "Subscription-State",
              "terminated;reason=noresource"));
      referred = null;
    }
  }

  private static void notified(SipTurn turn, SipSignal.Came notify) {
    String event = Parameters.of(notify.header("event")).value();
    if (!"refer".equalsIgnoreCase(event)) {
      turn.answer(notify.ref(), 489, "Bad Event", Body.NONE, Map.of("Allow-Events", "refer"));
      return;
    }
    turn.answer(notify.ref(), 200, "OK");
    String[] line = notify.body().text().strip().split("\r?\n", 2)[0].split(" ", 3);
    int code = line.length < 2 ? -1 : Parameters.number(line[1]);
    if (code >= 100 && code < 700) {
      turn.tell(new SipEvent.TransferProgress(code, line.length < 3 ? "" : line[2]));
    }
  }
}
