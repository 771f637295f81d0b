package io.voxbus.media.leg.webrtc;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;

/** The addresses of this machine by which clients may reach it. */
final class LocalAddresses {
  private LocalAddresses() {}

  /** Those that are configured, or all but link-local ones: loopback only if there is no other. */
  static List<InetAddress> of(WebRtcConfig config) {
    List<InetAddress> all = config.addresses().isEmpty()
        ? found()
        : config.addresses().stream().map(InetAddress::ofLiteral).toList();
    return all.stream().filter(address -> config.ipv6() || address instanceof Inet4Address)
        .toList();
  }

  private static List<InetAddress> found() {
    try {
      List<InetAddress> all = NetworkInterface.networkInterfaces().filter(LocalAddresses::up)
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLinkLocalAddress() && !address.isMulticastAddress())
          .sorted(Comparator.comparing((InetAddress address) -> address instanceof Inet6Address)
              .thenComparing(InetAddress::getHostAddress))
          .toList();
      List<InetAddress> others = all.stream().filter(address -> !address.isLoopbackAddress())
          .toList();
      return others.isEmpty() ? all : others;
    } catch (SocketException e) {
      throw new IllegalStateException("no network interfaces", e);
    }
  }

  private static boolean up(NetworkInterface one) {
    try {
      return one.isUp();
    } catch (SocketException e) {
      return false;
    }
  }
}
