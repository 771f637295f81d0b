package io.voxbus.testing.sip;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The wire of a peer that talks by UDP: to one server, or to whoever sent last. */
final class Datagrams implements Wire {
  private static final int LARGEST = 65_535;

  private final DatagramSocket socket;
  private final boolean follows;
  private volatile SocketAddress server;

  private Datagrams(DatagramSocket socket, SocketAddress server, boolean follows) {
    this.socket = socket;
    this.server = server;
    this.follows = follows;
  }

  static Datagrams open(InetSocketAddress local, InetSocketAddress server, boolean follows,
      Consumer<String> heard, Runnable ended) throws IOException {
    DatagramSocket socket = new DatagramSocket(local);
    socket.setReceiveBufferSize(4 << 20);
    Datagrams wire = new Datagrams(socket, server, follows);
    Thread.ofVirtual().start(() -> {
      try {
        wire.read(heard);
      } catch (IOException e) {
        ended.run();
      }
    });
    return wire;
  }

  private void read(Consumer<String> heard) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    while (true) {
      packet.setLength(LARGEST);
      socket.receive(packet);
      if (isAudio(packet)) {
        continue;
      }
      if (follows) {
        server = packet.getSocketAddress();
      }
      heard.accept(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
    }
  }

  /** RTP for whoever had this port before, in a test that runs beside this one (RFC 7983 section 7). */
  private static boolean isAudio(DatagramPacket packet) {
    return packet.getLength() > 0 && (packet.getData()[0] & 0xC0) == 0x80;
  }

  @Override
  public void send(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, server));
  }

  @Override
  public InetSocketAddress local() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @Override
  public void close() {
    socket.close();
  }
}
