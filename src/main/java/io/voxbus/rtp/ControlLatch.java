package io.voxbus.rtp;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose reports are believed: those from where they were announced (RFC 3605, or the port above that of RTP),
 * or from where RTP comes (RFC 5761). Where NAT has moved RTP, the port of its reports can be any: it is that of the
 * first one which names the stream that is heard, until a new description comes.
 */
public final class ControlLatch {
  private @Nullable InetSocketAddress media;
  private @Nullable InetSocketAddress announced;
  private @Nullable InetSocketAddress learnt;

  /** A description has come. */
  public void announce(@Nullable InetSocketAddress rtp, @Nullable InetSocketAddress rtcp) {
    media = rtp;
    announced = rtcp;
    learnt = null;
  }

  /** @param heard whence RTP comes; null: from nowhere */
  public boolean mayAccept(InetSocketAddress from, @Nullable InetSocketAddress heard) {
    return heard != null && (isKnown(from, heard) || (learnt == null && mayBe(from, heard)));
  }

  /**
   * Whether a report counts.
   *
   * @param ofStream whether it names the stream that is heard as its sender's
   */
  public boolean accepts(InetSocketAddress from, @Nullable InetSocketAddress heard,
      boolean ofStream) {
    if (ofStream && mayAccept(from, heard) && heard != null && !isKnown(from, heard)) {
      learnt = from;
    }
    return heard != null && isKnown(from, heard);
  }

  /** Where to send reports of our own. */
  public @Nullable InetSocketAddress target() {
    return learnt == null ? announced : learnt;
  }

  private boolean isKnown(InetSocketAddress from, InetSocketAddress heard) {
    return from.equals(heard) || from.equals(announced) || from.equals(learnt);
  }

  private boolean mayBe(InetSocketAddress from, InetSocketAddress heard) {
    return !heard.equals(media) && from.getAddress().equals(heard.getAddress());
  }
}
