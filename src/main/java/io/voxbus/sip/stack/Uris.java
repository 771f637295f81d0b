package io.voxbus.sip.stack;

import gov.nist.javax.sip.address.AddressFactoryImpl;
import gov.nist.javax.sip.address.SipUri;
import java.text.ParseException;
import javax.sip.address.SipURI;

/** SIP URIs: of this node, and of servers as they are configured. */
public final class Uris {
  private Uris() {}

  /**
   * A server as it is configured: with or without {@code sip:}.
   *
   * @throws IllegalArgumentException for what is none
   */
  public static SipURI parse(String text) {
    String address = text.strip();
    boolean whole = address.regionMatches(true, 0, "sip:", 0, 4)
        || address.regionMatches(true, 0, "sips:", 0, 5);
    try {
      if (address.chars().noneMatch(c -> c <= ' ')
          && new AddressFactoryImpl()
              .createURI(whole ? address : "sip:" + address) instanceof SipURI uri
          && uri.getHost() != null && !uri.getHost().isEmpty()) {
        return uri;
      }
    } catch (ParseException | RuntimeException e) {
      // as below: what the parser does not take is no address
    }
    throw new IllegalArgumentException("not a SIP address: " + text);
  }

  /** @param transport empty: none is named */
  static SipURI sip(String host, int port, String transport) {
    SipUri uri = new SipUri();
    try {
      uri.setHost(host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host);
      uri.setPort(port);
      if (!transport.isEmpty()) {
        uri.setTransportParam(transport);
      }
      return uri;
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
