package io.voxbus.sip.stack;

import gov.nist.javax.sip.address.SipUri;
import java.text.ParseException;
import javax.sip.address.SipURI;

/** URIs of this node. */
final class Uris {
  private Uris() {}

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
