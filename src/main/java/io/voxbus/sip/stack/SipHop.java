package io.voxbus.sip.stack;

import java.net.InetAddress;
import javax.sip.address.Hop;

/**
 * Where a request goes next.
 *
 * @param address   never a name: the stack would look it up and block
 * @param transport UDP, TCP, TLS, WS or WSS
 * @param name      the host that led there, for its certificate
 */
public record SipHop(InetAddress address, int port, String transport, String name) implements Hop {
  @Override
  public String getHost() {
    return Intake.address(address);
  }

  @Override
  public int getPort() {
    return port;
  }

  @Override
  public String getTransport() {
    return transport;
  }

  SipHop by(String other) {
    return new SipHop(address, port, other, name);
  }
}
