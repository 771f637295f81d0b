package io.voxbus.media.leg.webrtc;

import io.voxbus.ice.Path;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** UDP at one address of the port. */
final class UdpSocket implements Wire.Socket, Wire.Source {
  /** Packets of one socket before the others have their turn. */
  private static final int MOST_A_TURN = 256;

  private final DatagramChannel channel;
  private final InetSocketAddress local;
  private final byte[] bytes;
  private final ByteBuffer buffer;
  private final Wire.Arrivals arrivals;

  /** @param bytes shared by all of the port */
  UdpSocket(DatagramChannel channel, byte[] bytes, Wire.Arrivals arrivals)
      throws IOException {
    this.channel = channel;
    this.local = (InetSocketAddress) channel.getLocalAddress();
    this.bytes = bytes;
    this.buffer = ByteBuffer.wrap(bytes);
    this.arrivals = arrivals;
  }

  InetSocketAddress local() {
    return local;
  }

  /** To one client. */
  private record To(DatagramChannel channel, InetSocketAddress remote) implements Wire {
    @Override
    public void send(byte[] packet, int offset, int length) {
      try {
        channel.send(ByteBuffer.wrap(packet, offset, length), remote);
      } catch (IOException e) {
        // as if it was lost on the way; consent tells when nothing goes through any more
      }
    }
  }

  @Override
  public Wire back(InetSocketAddress remote) {
    return new To(channel, remote);
  }

  @Override
  public void ready() throws IOException {
    for (int i = 0; i < MOST_A_TURN; i++) {
      buffer.clear();
      InetSocketAddress remote = (InetSocketAddress) channel.receive(buffer);
      if (remote == null) {
        return;
      }
      arrivals.arrived(this, new Path(local, remote), bytes, buffer.position());
    }
  }
}
