package io.voxbus.ice;

import java.net.InetSocketAddress;

/**
 * The two ends of a pair of candidates, by the addresses that packets carry.
 *
 * @param stream whether it is TCP
 */
public record Path(InetSocketAddress local, InetSocketAddress remote, boolean stream) {
  /** By UDP. */
  public Path(InetSocketAddress local, InetSocketAddress remote) {
    this(local, remote, false);
  }
}
