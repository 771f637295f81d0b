package io.voxbus.sip;

import gov.nist.javax.sip.address.AddressFactoryImpl;
import gov.nist.javax.sip.header.HeaderFactoryImpl;
import gov.nist.javax.sip.message.MessageFactoryImpl;
import gov.nist.javax.sip.message.SIPRequest;
import io.voxbus.bus.Fault;
import io.voxbus.sip.dialog.Body;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sip.address.AddressFactory;
import javax.sip.address.SipURI;
import javax.sip.header.ContentTypeHeader;
import javax.sip.header.Header;
import javax.sip.header.HeaderFactory;
import javax.sip.message.Message;
import javax.sip.message.MessageFactory;
import javax.sip.message.Request;

/** What messages of ours are made of. */
final class Words {
  static final HeaderFactory HEADERS = new HeaderFactoryImpl();
  static final AddressFactory ADDRESSES = new AddressFactoryImpl();
  static final MessageFactory MESSAGES = new MessageFactoryImpl();

  /** user@host or host, without a scheme. */
  private static final Pattern BARE = Pattern.compile("[^@:]+@.+|[^@:]+(:\\d+)?");
  private static final int LONGEST = 1024;
  private static final Set<String> LISTS = Set.of("allow", "supported", "require", "accept",
      "unsupported", "allow-events");
  /** What makes a message the one it is: not for clients to set. */
  private static final Set<String> OURS = Set.of("via", "from", "to", "call-id", "cseq", "contact",
      "max-forwards", "route", "record-route", "content-length", "content-type", "authorization",
      "proxy-authorization", "require", "proxy-require", "rack", "rseq");
  private static final List<Header> ABLE = makeAble();

  private Words() {}

  /** The address of somebody who is to be called. */
  static SipURI uri(String text) {
    String address = text.strip();
    if (!address.regionMatches(true, 0, "sip:", 0, 4)
        && !address.regionMatches(true, 0, "sips:", 0, 5)) {
      if (!BARE.matcher(address).matches()) {
        throw Fault.badRequest("not a SIP address: " + address);
      }
      address = "sip:" + address;
    }
    try {
      if (clean(address) && ADDRESSES.createURI(address) instanceof SipURI uri
          && uri.getHost() != null && !uri.getHost().isEmpty()
          && !uri.getHeaderNames().hasNext()) {
        return uri;
      }
    } catch (ParseException | RuntimeException e) {
      // as below: what the parser does not take is no address
    }
    throw Fault.badRequest("not a SIP address: " + address);
  }

  /** A value of a Path or Route header. */
  static SipURI route(String text) {
    String address = text.strip();
    int open = address.indexOf('<');
    int close = address.lastIndexOf('>');
    return uri(open < 0 || close < open ? address : address.substring(open + 1, close));
  }

  static void content(Message message, Body body) throws ParseException {
    if (!body.isEmpty()) {
      message.setContent(body.text().getBytes(StandardCharsets.UTF_8),
          (ContentTypeHeader) HEADERS.createHeader("Content-Type", body.type()));
    }
  }

  /** What a request says, said by another one. */
  static void copy(Request from, Request to) throws Exception {
    content(to, Received.body((SIPRequest) from));
    for (String name : new String[]{"Reason", "Refer-To", "Event", "Subscription-State"}) {
      if (from.getHeader(name) != null) {
        to.setHeader(from.getHeader(name));
      }
    }
  }

  static void headers(Message message, Map<String, String> headers) throws ParseException {
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (!clean(header.getValue())) {
        throw new ParseException(header.getKey(), 0);
      }
      if (LISTS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        list(header.getKey(), header.getValue()).forEach(message::addHeader);
      } else {
        Header made = HEADERS.createHeader(header.getKey(), header.getValue());
        message.setHeader(made);
      }
    }
  }

  /** Tells what we can do. */
  static void able(Message message) {
    ABLE.forEach(message::addHeader);
  }

  /** Parsed once: there are many, and most messages of ours have them. */
  private static List<Header> makeAble() {
    try {
      List<Header> able = new ArrayList<>(list("Allow", Invitation.ALLOW));
      able.addAll(list("Supported", "timer, 100rel, replaces"));
      return List.copyOf(able);
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each value of a list is a header of its own: the factory takes no other. */
  private static List<Header> list(String name, String values) throws ParseException {
    List<Header> headers = new ArrayList<>();
    for (String value : values.split(",", -1)) {
      headers.add(HEADERS.createHeader(name, value.strip()));
    }
    return headers;
  }

  /** Headers that a client gives: a line break in one would be a header, or a message, of its own. */
  static void custom(Message message, Map<String, String> headers) throws ParseException {
    for (Map.Entry<String, String> header : headers.entrySet()) {
      check(header.getKey(), header.getValue());
      message.setHeader(HEADERS.createHeader(header.getKey(), header.getValue()));
    }
  }

  /** Those that a client may set: a call is ended all the same when one of its headers can't be sent. */
  static Map<String, String> allowed(Map<String, String> headers) {
    Map<String, String> allowed = new LinkedHashMap<>(headers);
    allowed.entrySet().removeIf(header -> !isAllowed(header.getKey(), header.getValue()));
    return allowed;
  }

  private static boolean isAllowed(String name, String value) {
    try {
      check(name, value);
      return true;
    } catch (Fault e) {
      return false;
    }
  }

  /** A reason phrase with a line break would be a header of its own. */
  static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  /** @throws Fault 400 for a header that clients may not set */
  static void check(String name, String value) {
    if (!name.matches("[A-Za-z0-9.!%*_+`'~-]{1,64}")
        || OURS.contains(name.toLowerCase(Locale.ROOT))) {
      throw Fault.badRequest("not a header to set: " + name);
    }
    if (!clean(value) || value.length() > LONGEST) {
      throw Fault.badRequest("not a value for the header " + name);
    }
  }

  private static boolean clean(String text) {
    return text.chars().noneMatch(c -> c < ' ' || c == 0x7f);
  }
}
