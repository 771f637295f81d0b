package io.voxbus.sip.registrar;

import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.ContactList;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.voxbus.directory.Binding;
import io.voxbus.sip.stack.SipHop;
import io.voxbus.sip.stack.SipStack;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import javax.sip.address.SipURI;
import javax.sip.header.Header;
import javax.sip.header.UserAgentHeader;
import org.jspecify.annotations.Nullable;

/** Reads a REGISTER. */
final class RegisterMessage {
  private RegisterMessage() {}

  /** The user whose phones are meant; empty when the To names none. */
  static String user(SIPRequest request) {
    String user = request.getTo().getAddress().getURI() instanceof SipURI uri
        ? uri.getUser()
        : null;
    return user == null ? "" : user;
  }

  static Registration read(SIPRequest request, String nodeId) {
    List<Registration.Wish> wishes = new ArrayList<>();
    boolean everything = false;
    ContactList contacts = request.getContactHeaders();
    if (contacts != null) {
      for (Contact contact : contacts) {
        if (contact.isWildCard()) {
          everything = true;
        } else {
          wishes.add(wish(contact));
        }
      }
    }
    SipHop from = SipStack.source(request);
    return new Registration(request.getCallId().getCallId(), request.getCSeq().getSeqNumber(),
        List.copyOf(wishes), everything, expires(request), path(request), userAgent(request),
        new Binding.Flow(nodeId, from.transport(), from.getHost(), from.port()));
  }

  private static Registration.Wish wish(Contact contact) {
    if (!(contact.getAddress().getURI() instanceof SipURI uri)) {
      throw new RegisterRules.Refused(400, "Contact Is No SIP URI");
    }
    SipURI bare = (SipURI) uri.clone();
    String instance = contact.getParameter("+sip.instance");
    float q = contact.getQValue();
    return new Registration.Wish(bare.toString(), q < 0 ? 1 : q,
        instance == null ? null : instance.replace("\"", ""),
        contact.getParameter("expires") == null ? null : seconds(contact.getParameter("expires")));
  }

  private static @Nullable Long expires(SIPRequest request) {
    Header header = request.getHeader("Expires");
    return header == null
        ? null
        : seconds(header.toString().substring(header.toString().indexOf(':') + 1).strip());
  }

  /** RFC 3261 section 10.2.1.1: what can't be read counts as 3600. */
  private static long seconds(String text) {
    try {
      return Math.clamp(Long.parseLong(text), 0, Integer.MAX_VALUE);
    } catch (NumberFormatException e) {
      return 3600;
    }
  }

  private static @Nullable String userAgent(SIPRequest request) {
    Header header = request.getHeader(UserAgentHeader.NAME);
    return header == null
        ? null
        : header.toString().substring(header.toString().indexOf(':') + 1).strip();
  }

  private static List<String> path(SIPRequest request) {
    List<String> path = new ArrayList<>();
    for (ListIterator<?> all = request.getHeaders("Path"); all.hasNext();) {
      String header = String.valueOf(all.next());
      path.add(header.substring(header.indexOf(':') + 1).strip());
    }
    return List.copyOf(path);
  }

  static void copyPath(SIPRequest request, SIPResponse response) {
    for (ListIterator<?> all = request.getHeaders("Path"); all.hasNext();) {
      response.addHeader((Header) all.next());
    }
  }
}
