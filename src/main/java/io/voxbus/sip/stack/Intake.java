package io.voxbus.sip.stack;

import gov.nist.javax.sip.header.CSeq;
import gov.nist.javax.sip.header.CallID;
import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.ContentLength;
import gov.nist.javax.sip.header.ContentType;
import gov.nist.javax.sip.header.From;
import gov.nist.javax.sip.header.MaxForwards;
import gov.nist.javax.sip.header.RecordRoute;
import gov.nist.javax.sip.header.RequestLine;
import gov.nist.javax.sip.header.Route;
import gov.nist.javax.sip.header.StatusLine;
import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.StringMsgParser;
import io.voxbus.sip.guard.SourceGuard;
import io.voxbus.sip.wire.Answers;
import io.voxbus.sip.wire.Head;
import io.voxbus.sip.wire.Limits;
import io.voxbus.sip.wire.Strict;
import io.voxbus.sip.wire.Verdict;
import java.net.InetAddress;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import javax.sip.InvalidArgumentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every message goes through on its way from a socket to the stack. */
final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final int DEFAULT_PORT = 5060;
  private static final int USUAL_FORWARDS = 70;
  /** Header fields without which a message can't be understood; what is wrong in others is overlooked. */
  private static final Set<Class<?>> VITAL = Set.of(RequestLine.class, StatusLine.class, From.class,
      To.class, CSeq.class, Via.class, CallID.class, ContentLength.class, ContentType.class,
      MaxForwards.class, Contact.class, Route.class, RecordRoute.class);

  private final Loops loops;
  private final SourceGuard guard;
  private final Limits limits;
  private final SipCounts counts;

  Intake(Loops loops, SourceGuard guard, Limits limits, SipCounts counts) {
    this.loops = loops;
    this.guard = guard;
    this.limits = limits;
    this.counts = counts;
  }

  Limits limits() {
    return limits;
  }

  void count(String event) {
    counts.count(event);
  }

  /** Whether a message of this source may be looked at. */
  boolean isWelcome(InetAddress source) {
    SourceGuard.Answer answer = guard.ask(source, System.currentTimeMillis());
    if (answer != SourceGuard.Answer.ALLOWED) {
      counts.count(answer.name().toLowerCase(Locale.ROOT));
    }
    return answer == SourceGuard.Answer.ALLOWED;
  }

  /** On the thread of the socket. The source has been asked for already. */
  void take(byte[] message, Channel from) {
    switch (Strict.judge(message, from.getTransport(), limits)) {
      case Verdict.Ignore(String reason) -> counts.count("ignored");
      case Verdict.Refuse refused -> refuse(refused, from);
      case Verdict.Accept accepted -> accept(message, accepted, from);
    }
  }

  private void accept(byte[] message, Verdict.Accept accepted, Channel from) {
    Head head = accepted.head();
    if (!head.isResponse() && head.first("user-agent").filter(guard::isScanner).isPresent()) {
      guard.ban(from.peer().getAddress(), System.currentTimeMillis());
      counts.count("scanner");
      return;
    }
    byte[] whole = accepted.length() == message.length
        ? message
        : Arrays.copyOf(message, accepted.length());
    if (!loops.offer(accepted.callId(), () -> deliver(whole, head, from))) {
      counts.count("overload");
    }
  }

  /** Nothing a stranger sends may end the loop that reads it. */
  @SuppressWarnings("PMD.AvoidCatchingThrowable")
  private void deliver(byte[] message, Head head, Channel from) {
    SIPMessage parsed;
    try {
      parsed = parse(message, from);
    } catch (ParseException | InvalidArgumentException | RuntimeException | StackOverflowError e) {
      unreadable(head, from);
      return;
    }
    try {
      from.processMessage(parsed);
    } catch (ParseException e) {
      counts.count("ignored");
    } catch (RuntimeException | StackOverflowError e) {
      LOG.atError().setCause(e).log("a message could not be worked on");
    }
  }

  private SIPMessage parse(byte[] message, Channel from)
      throws ParseException, InvalidArgumentException {
    SIPMessage parsed = read(message);
    if (parsed instanceof SIPRequest request) {
      markSource(request.getTopmostVia(), from);
      Branches.replace(request);
      if (request.getMaxForwards() == null) {
        request.setHeader(new MaxForwards(USUAL_FORWARDS)); // RFC 3261 section 16.6, step 3
      }
    }
    return parsed;
  }

  /** A message as it is, but for the header fields that it can do without. */
  static SIPMessage read(byte[] message) throws ParseException {
    SIPMessage parsed = new StringMsgParser().parseSIPMessage(message, true, false,
        (failure, partly, type, header, text) -> {
          if (type != null && VITAL.contains(type)) {
            throw failure;
          }
          partly.addUnparsed(header);
        });
    if (parsed == null || parsed.getTopmostVia() == null) {
      throw new ParseException("no message", 0);
    }
    return parsed;
  }

  /** RFC 3261 section 18.2.1, RFC 3581 section 4. What the client wrote there itself is not believed. */
  private static void markSource(Via via, Channel from) throws ParseException {
    boolean rport = via.hasParameter(Via.RPORT) || from.isReliable();
    via.removeParameter(Via.RECEIVED);
    via.removeParameter("maddr");
    via.setParameter(Via.RECEIVED, address(from.peer().getAddress()));
    if (rport) {
      via.setParameter(Via.RPORT, String.valueOf(from.peer().getPort()));
    }
  }

  private void unreadable(Head head, Channel from) {
    if (head.isResponse() || head.method().equals("ACK")) {
      counts.count("ignored");
    } else {
      refuse(new Verdict.Refuse(head, 400, "Malformed Message"), from);
    }
  }

  void refuse(Verdict.Refuse refused, Channel from) {
    counts.count("malformed");
    boolean back = from.isReliable()
        || refused.head().via().map(io.voxbus.sip.wire.Via::rport).orElse(true);
    int port = refused.head().via().map(io.voxbus.sip.wire.Via::port).orElse(-1);
    from.answer(
        Answers.answer(refused, address(from.peer().getAddress()), from.peer().getPort()),
        back ? from.peer().getPort() : port > 0 && port < 65_536 ? port : DEFAULT_PORT);
  }

  /** Without the zone of a link-local address, which means nothing to others. */
  static String address(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
