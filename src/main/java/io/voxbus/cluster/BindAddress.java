package io.voxbus.cluster;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where Hazelcast may listen: whoever reaches it is a node, unless the cluster has a key. */
final class BindAddress {
  private BindAddress() {}

  /** @throws IllegalArgumentException with the reason when a cluster without keys would listen there */
  static void check(String host, boolean hasKeys) {
    if (!hasKeys && !isPrivate(host)) {
      throw new IllegalArgumentException(
          "cluster.host " + host + " is not on a private network, and"
              + " without cluster.keys whoever reaches it is a node: use a private address, or set"
              + " VOXBUS_CLUSTER_KEYS=<name>:<base64 of 32 bytes> on all nodes");
    }
  }

  private static boolean isPrivate(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isLoopbackAddress() || address.isSiteLocalAddress()
          || address.isLinkLocalAddress() || isUniqueLocal(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("cluster.host " + host + " has no address", e);
    }
  }

  /** RFC 4193: fc00::/7. */
  private static boolean isUniqueLocal(InetAddress address) {
    return address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
  }
}
