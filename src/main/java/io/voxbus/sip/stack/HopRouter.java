package io.voxbus.sip.stack;

import gov.nist.javax.sip.message.SIPRequest;
import java.net.InetAddress;
import java.util.Collections;
import java.util.ListIterator;
import java.util.Locale;
import javax.sip.SipException;
import javax.sip.address.Hop;
import javax.sip.address.Router;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.RouteHeader;
import javax.sip.message.Request;

/** Tells the stack where a request goes: where it was aimed at, or to the address its route names. Never asks DNS. */
final class HopRouter implements Router {
  @Override
  public Hop getNextHop(Request request) throws SipException {
    if (((SIPRequest) request).getApplicationData() instanceof Hop aimed) {
      return aimed;
    }
    RouteHeader route = (RouteHeader) request.getHeader(RouteHeader.NAME);
    URI target = route == null ? request.getRequestURI() : route.getAddress().getURI();
    if (target instanceof SipURI uri && uri.getHost() != null) {
      return literal(uri);
    }
    throw new SipException("no address to send to: " + target);
  }

  private static Hop literal(SipURI uri) throws SipException {
    String host = uri.getMAddrParam() == null ? uri.getHost() : uri.getMAddrParam();
    try {
      return hop(InetAddress.ofLiteral(host.replace("[", "").replace("]", "")), uri);
    } catch (IllegalArgumentException e) {
      throw new SipException("not resolved before it was sent to: " + host, e);
    }
  }

  static SipHop hop(InetAddress address, SipURI uri) {
    String transport = transport(uri);
    int port = uri.getPort() > 0 ? uri.getPort() : defaultPort(transport);
    return new SipHop(address, port, transport, uri.getHost());
  }

  static String transport(SipURI uri) {
    String wanted = uri.getTransportParam();
    if (uri.isSecure()) {
      return wanted != null && wanted.toLowerCase(Locale.ROOT).startsWith("ws") ? "WSS" : "TLS";
    }
    return wanted == null ? "UDP" : wanted.toUpperCase(Locale.ROOT);
  }

  static int defaultPort(String transport) {
    return switch (transport) {
      case "TLS" -> 5061;
      case "WS" -> 80;
      case "WSS" -> 443;
      default -> 5060;
    };
  }

  @Override
  public ListIterator<?> getNextHops(Request request) {
    return Collections.emptyListIterator();
  }

  @Override
  public Hop getOutboundProxy() {
    throw new UnsupportedOperationException("an outbound proxy is a Route");
  }
}
