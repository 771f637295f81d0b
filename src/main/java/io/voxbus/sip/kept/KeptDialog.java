package io.voxbus.sip.kept;

import gov.nist.javax.sip.SipProviderImpl;
import gov.nist.javax.sip.address.AddressFactoryImpl;
import gov.nist.javax.sip.header.HeaderFactoryImpl;
import gov.nist.javax.sip.message.MessageFactoryImpl;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.SIPClientTransaction;
import gov.nist.javax.sip.stack.SIPDialog;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import io.vertx.core.Future;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.stack.SipHop;
import io.voxbus.sip.stack.SipStack;
import java.net.InetAddress;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.sip.Dialog;
import javax.sip.SipException;
import javax.sip.address.Address;
import javax.sip.address.AddressFactory;
import javax.sip.address.SipURI;
import javax.sip.header.HeaderFactory;
import javax.sip.header.RouteHeader;
import javax.sip.message.MessageFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a dialog of the stack is described, and made again from that: the stack makes it as if an INVITE of ours had been
 * answered, of which nothing is sent. On the event loop of its Call-ID.
 */
public final class KeptDialog {
  private static final HeaderFactory HEADERS = new HeaderFactoryImpl();
  private static final AddressFactory ADDRESSES = new AddressFactoryImpl();
  private static final MessageFactory MESSAGES = new MessageFactoryImpl();

  private KeptDialog() {}

  /** @param way where its requests go; null: where its target leads */
  public static SipDialog of(Dialog of, String transport, @Nullable SipHop way,
      SipDialog.Session session, SipDialog.Known known) {
    return new SipDialog(of.getCallId().getCallId(), local(of), remote(of), target(of), route(of),
        transport, way == null ? null : new SipDialog.Way(way.getHost(), way.port()), null,
        session, known, null);
  }

  private static SipDialog.Side local(Dialog of) {
    return new SipDialog.Side(of.getLocalParty().toString(), String.valueOf(of.getLocalTag()),
        of.getLocalSeqNumber());
  }

  private static SipDialog.Side remote(Dialog of) {
    return new SipDialog.Side(of.getRemoteParty().toString(), String.valueOf(of.getRemoteTag()),
        ((SIPDialog) of).getRemoteSeqNumber());
  }

  /** How others name it. */
  public static SipRequest.Identity identity(Dialog of) {
    return new SipRequest.Identity(of.getCallId().getCallId(), String.valueOf(of.getLocalTag()),
        String.valueOf(of.getRemoteTag()), target(of));
  }

  private static String target(Dialog of) {
    Address target = of.getRemoteTarget() == null ? of.getRemoteParty() : of.getRemoteTarget();
    return target.getURI().toString();
  }

  private static List<String> route(Dialog of) {
    List<String> route = new ArrayList<>();
    for (Iterator<?> all = of.getRouteSet(); all.hasNext();) {
      route.add(((RouteHeader) all.next()).getAddress().getURI().toString());
    }
    return List.copyOf(route);
  }

  /** Where its next request goes. */
  public static Future<SipHop> hop(SipStack stack, SipDialog kept) {
    SipDialog.Way way = kept.way();
    if (way != null) {
      return Future.succeededFuture(new SipHop(InetAddress.ofLiteral(way.host()), way.port(),
          kept.transport(), ""));
    }
    try {
      String next = kept.route().isEmpty() ? kept.target() : kept.route().getFirst();
      return stack.resolve((SipURI) ADDRESSES.createURI(next)).map(List::getFirst);
    } catch (ParseException | RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** The dialog again, as one that our side began: that makes no difference once it is confirmed. */
  public static Dialog rebuild(SipStack stack, SipDialog kept, SipHop hop)
      throws ParseException, SipException {
    SIPRequest invite = (SIPRequest) MESSAGES.createRequest(invite(stack, kept, hop));
    SIPClientTransaction transaction = (SIPClientTransaction) stack.transaction(invite, hop);
    SIPResponse answer = invite.createResponse(200);
    answer.setToTag(kept.remote().tag());
    answer.setHeader(HEADERS.createHeader("Contact", "<" + kept.target() + ">"));
    for (String proxy : kept.route().reversed()) {
      answer.addLast(HEADERS.createHeader("Record-Route", "<" + proxy + ">"));
    }
    SIPDialog former = stackOf(stack).getDialog(answer.getDialogId(false));
    if (former != null) {
      stackOf(stack).removeDialog(former);
    }
    transaction.getDefaultDialog().setDialogId(invite.getDialogId(false));
    SIPDialog dialog = stackOf(stack).createDialog(transaction, answer);
    dialog.setLastResponse(transaction, answer);
    dialog.setRemoteSequenceNumber(kept.remote().number());
    transaction.terminate();
    return dialog;
  }

  private static SIPTransactionStack stackOf(SipStack stack) {
    return (SIPTransactionStack) ((SipProviderImpl) stack.provider()).getSipStack();
  }

  private static String invite(SipStack stack, SipDialog kept, SipHop hop) {
    SipURI ours = stack.contact(hop.transport());
    return "INVITE " + kept.target() + " SIP/2.0\r\n"
        + "Via: SIP/2.0/" + hop.transport() + " " + ours.getHost() + ":" + ours.getPort()
        + ";rport\r\n"
        + "From: " + kept.local().address() + ";tag=" + kept.local().tag() + "\r\n"
        + "To: " + kept.remote().address() + "\r\n"
        + "Call-ID: " + kept.callId() + "\r\n"
        + "CSeq: " + Math.max(1, kept.local().number()) + " INVITE\r\n"
        + "Max-Forwards: 70\r\nContact: <" + ours + ">\r\nContent-Length: 0\r\n\r\n";
  }
}
