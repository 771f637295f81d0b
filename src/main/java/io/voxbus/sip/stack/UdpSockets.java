package io.voxbus.sip.stack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIP over UDP: one socket, one thread that reads it. Vert.x' datagram socket allocates too much for each packet. */
final class UdpSockets implements Transport.Sockets {
  private static final Logger LOG = LoggerFactory.getLogger(UdpSockets.class);
  private static final int SOCKET_BUFFER = 4 << 20;

  private final Intake intake;
  private final DatagramChannel socket;
  private final Selector selector;
  private final int most;
  private final Thread reader;
  private volatile @Nullable Transport transport;

  UdpSockets(Intake intake, InetSocketAddress address, int most) throws IOException {
    this.intake = intake;
    this.most = most;
    socket = DatagramChannel.open();
    try {
      socket.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
      socket.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
      socket.bind(address);
      socket.configureBlocking(false);
      selector = Selector.open();
      socket.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    reader = Thread.ofPlatform().name("sip-udp").daemon().unstarted(this::run);
  }

  void start(Transport given) {
    transport = given;
    reader.start();
  }

  @Override
  public int port() {
    return socket.socket().getLocalPort();
  }

  @Override
  public Link to(InetSocketAddress peer) {
    return new Link() {
      @Override
      public void send(byte[] message, Runnable lost) {
        try {
          socket.send(ByteBuffer.wrap(message), peer);
        } catch (IOException e) {
          intake.count("unsent");
          lost.run();
        }
      }

      @Override
      public void close() {
        // there is no connection
      }
    };
  }

  void close() throws IOException {
    selector.close();
    socket.close();
    try {
      reader.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(most + 1);
    while (socket.isOpen()) {
      try {
        selector.select();
        selector.selectedKeys().clear();
        read(buffer);
      } catch (ClosedSelectorException e) {
        return;
      } catch (IOException e) {
        LOG.atDebug().setCause(e).log("a datagram was lost");
      } catch (Throwable e) { // an Error too: without this thread nobody is heard any more
        intake.count("failed");
        LOG.atError().setCause(e).log("a datagram could not be worked on");
      }
    }
  }

  private void read(ByteBuffer buffer) throws IOException {
    while (socket.isOpen() && socket.receive(buffer.clear()) instanceof InetSocketAddress source) {
      buffer.flip();
      if (intake.isWelcome(source.getAddress())) {
        take(buffer, source);
      }
    }
  }

  private void take(ByteBuffer buffer, InetSocketAddress source) {
    Transport stack = transport;
    if (buffer.remaining() > most) {
      intake.count("too_large");
    } else if (buffer.remaining() > 4 && stack != null && source.getPort() != 0) {
      byte[] message = new byte[buffer.remaining()];
      buffer.get(message);
      intake.take(message, stack.channel(source, to(source)));
    }
  }
}
