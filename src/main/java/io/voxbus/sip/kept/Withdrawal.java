package io.voxbus.sip.kept;

import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.message.MessageFactoryImpl;
import gov.nist.javax.sip.message.SIPRequest;
import io.vertx.core.Vertx;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipInvite;
import io.voxbus.sip.stack.SipHop;
import io.voxbus.sip.stack.SipStack;
import java.net.InetAddress;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.ListIterator;
import javax.sip.ClientTransaction;
import javax.sip.SipException;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back an INVITE of a node that is lost (RFC 3261 section 9.1): the CANCEL has the Via of that node, by which the far
 * end finds what it belongs to. Its transaction is nobody's: the 487 goes to the dead address, and is repeated there
 * until the far end gives up; so the CANCEL is said several times, and whatever answers it is ignored. A far end that takes
 * the call before it hears the CANCEL talks to nobody, until it misses its ACK.
 */
public final class Withdrawal {
  private static final Logger LOG = LoggerFactory.getLogger(Withdrawal.class);
  /** As a client repeats by UDP (section 17.1.2.2). */
  private static final List<Integer> AGAIN_MILLIS = List.of(500, 1_500);

  private Withdrawal() {}

  /** What is needed for it; empty for what is no INVITE that begins a dialog. */
  public static Optional<SipInvite> of(@Nullable ClientTransaction transaction) {
    return transaction != null && transaction.getRequest() instanceof SIPRequest invite
        && invite.getMethod().equals(Request.INVITE) && invite.getToTag() == null
        && invite.getApplicationData() instanceof SipHop hop
            ? Optional.of(new SipInvite(invite.getRequestURI().toString(), value(invite, "Via"),
                value(invite, "From"), value(invite, "To"), invite.getCallId().getCallId(),
                invite.getCSeq().getSeqNumber(), value(invite, "Route"), hop.transport(),
                new SipDialog.Way(hop.address().getHostAddress(), hop.port())))
            : Optional.empty();
  }

  private static String value(SIPRequest request, String name) {
    StringJoiner values = new StringJoiner(", ");
    for (ListIterator<?> all = request.getHeaders(name); all.hasNext();) {
      values.add(((SIPHeader) all.next()).getHeaderValue());
    }
    return values.toString();
  }

  /** Sends it, on the event loop of its Call-ID. */
  public static void send(Vertx vertx, SipStack stack, SipInvite invite) {
    once(stack, invite);
    if (invite.transport().equals("UDP")) {
      AGAIN_MILLIS.forEach(millis -> vertx.setTimer(millis, due -> once(stack, invite)));
    }
  }

  private static void once(SipStack stack, SipInvite invite) {
    stack.run(invite.callId(), () -> {
      try {
        Request cancel = new MessageFactoryImpl().createRequest(text(invite));
        SipDialog.Way way = invite.way();
        stack.provider().sendRequest(stack.aim(cancel, new SipHop(
            InetAddress.ofLiteral(way.host()), way.port(), invite.transport(), "")));
      } catch (SipException | ParseException | RuntimeException e) {
        LOG.atWarn().setCause(e).log("an INVITE of a lost node is not taken back");
      }
    });
  }

  private static String text(SipInvite invite) {
    return "CANCEL " + invite.uri() + " SIP/2.0\r\nVia: " + invite.via() + "\r\n"
        + (invite.route().isEmpty() ? "" : "Route: " + invite.route() + "\r\n")
        + "From: " + invite.from() + "\r\nTo: " + invite.to() + "\r\nCall-ID: " + invite.callId()
        + "\r\nCSeq: " + invite.number() + " CANCEL\r\nMax-Forwards: 70\r\n"
        + "Content-Length: 0\r\n\r\n";
  }
}
