package io.voxbus.ice;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

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

  /** Looked up for each packet: those of the record cost as much as receiving it. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Path path && remote.equals(path.remote) && local.equals(path.local)
        && stream == path.stream;
  }

  @Override
  public int hashCode() {
    return 31 * remote.hashCode() + local.hashCode();
  }
}
