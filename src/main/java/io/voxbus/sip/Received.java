package io.voxbus.sip;

import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.voxbus.sip.dialog.Body;
import io.voxbus.sip.dialog.SipSignal;
import io.voxbus.sip.stack.SipStack;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import javax.sip.address.SipURI;
import javax.sip.address.TelURL;
import javax.sip.address.URI;
import javax.sip.header.CallIdHeader;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** Messages of the stack as the rules of a dialog see them. */
final class Received {
  private Received() {}

  static SipSignal.Came request(Request request) {
    return request(request, lines((SIPMessage) request));
  }

  /** @param lines of the request, read already */
  static SipSignal.Came request(Request request, Map<String, String> lines) {
    return new SipSignal.Came(ref(request), request.getMethod(), body((SIPMessage) request),
        headers(lines));
  }

  static String callId(Request request) {
    return ((CallIdHeader) request.getHeader(CallIdHeader.NAME)).getCallId();
  }

  /** What was dialled: the user part of the URI, or a telephone number without its punctuation (RFC 3966). */
  static String dialled(Request invite) {
    URI uri = invite.getRequestURI();
    String user = switch (uri) {
      case SipURI sip -> sip.getUser();
      case TelURL tel -> (tel.isGlobal() ? "+" : "")
          + tel.getPhoneNumber().replaceAll("[-.()]", "");
      default -> null;
    };
    return user == null ? "" : user;
  }

  /** A CANCEL has the number of what it cancels. */
  static long ref(Request request) {
    long number = ((SIPRequest) request).getCSeq().getSeqNumber();
    return request.getMethod().equals(Request.CANCEL) ? -number : number;
  }

  static long number(Message message) {
    return ((SIPMessage) message).getCSeq().getSeqNumber();
  }

  static SipSignal.Replied response(Response response) {
    SIPResponse given = (SIPResponse) response;
    return new SipSignal.Replied(given.getCSeq().getMethod(), response.getStatusCode(),
        response.getReasonPhrase() == null ? "" : response.getReasonPhrase(), body(given),
        headers(lines(given)));
  }

  static Body body(SIPMessage message) {
    byte[] content = message.getRawContent();
    return content == null || content.length == 0
        ? Body.NONE
        : new Body(value(message, "Content-Type"), new String(content, StandardCharsets.UTF_8));
  }

  /** The values of one header, joined by commas; empty: there is none. */
  static String value(SIPMessage message, String name) {
    StringJoiner values = new StringJoiner(", ");
    for (Iterator<?> all = message.getHeaders(name); all.hasNext();) {
      values.add(((SIPHeader) all.next()).getHeaderValue());
    }
    return values.toString();
  }

  /** By their names in lower case; a header that came several times is joined by commas. */
  private static Map<String, String> headers(Map<String, String> lines) {
    Map<String, String> headers = new LinkedHashMap<>();
    lines.forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    return headers;
  }

  /** By their names as they came. */
  static Map<String, String> lines(SIPMessage message) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Iterator<?> all = message.getHeaders(); all.hasNext();) {
      String text = String.valueOf(all.next());
      int start = 0;
      while (start < text.length()) {
        int lineEnd = text.indexOf('\n', start);
        int end = lineEnd < 0 ? text.length() : lineEnd;
        line(text, start, end, headers);
        start = end + 1;
      }
    }
    return headers;
  }

  private static void line(String text, int start, int end, Map<String, String> headers) {
    int colon = text.indexOf(':', start, end);
    if (colon > start) {
      String name = text.substring(start, colon).strip();
      String value = text.substring(colon + 1, end).strip();
      headers.merge(name, name.equals("Via") ? SipStack.via(value) : value,
          (first, more) -> first + ", " + more);
    }
  }
}
