package io.voxbus.sip.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Objects;

/** The address that others reach this node at. */
final class OwnAddress {
  /** Nothing is sent there: connecting a datagram socket only asks the routes (RFC 5737 documentation network). */
  private static final InetSocketAddress ELSEWHERE = new InetSocketAddress(
      InetAddress.ofLiteral("192.0.2.1"), 9);

  private OwnAddress() {}

  static String of(ListenConfig config) throws IOException {
    String external = Objects.requireNonNull(config.externalIp());
    if (!external.isEmpty()) {
      return external;
    }
    InetAddress listen = InetAddress.getByName(config.listenHost());
    return listen.isAnyLocalAddress() ? outward() : Intake.address(listen);
  }

  private static String outward() {
    try (DatagramChannel socket = DatagramChannel.open(java.net.StandardProtocolFamily.INET)) {
      InetSocketAddress self = (InetSocketAddress) socket.connect(ELSEWHERE).getLocalAddress();
      return Intake.address(self.getAddress());
    } catch (IOException e) {
      return "127.0.0.1";
    }
  }
}
