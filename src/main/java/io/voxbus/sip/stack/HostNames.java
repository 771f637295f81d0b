package io.voxbus.sip.stack;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which name led to an address, so that the certificate of whoever listens there can be checked against it. Forgotten
 * when there are too many: whoever sends has just looked up.
 */
final class HostNames {
  private static final int MOST = 1000;

  private final Map<InetSocketAddress, String> names = new ConcurrentHashMap<>();

  void remember(InetSocketAddress address, String name) {
    if (names.size() >= MOST) {
      names.clear();
    }
    names.put(address, name);
  }

  /** The name, or the address itself when no name led there. */
  String of(InetSocketAddress address) {
    return names.getOrDefault(address, Intake.address(address.getAddress()));
  }
}
