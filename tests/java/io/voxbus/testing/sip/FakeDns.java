package io.voxbus.testing.sip;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** A name server of loopback that knows the IPv4 addresses of some names, and of no other name anything. */
public final class FakeDns implements AutoCloseable {
  private static final int HEADER = 12;
  private static final int TYPE_A = 1;
  private static final int TTL_SECONDS = 60;

  private final DatagramSocket socket;
  private final Map<String, List<String>> names;

  /** @param names to literal addresses, in the order in which they are told */
  public FakeDns(Map<String, List<String>> names) {
    this.names = names;
    try {
      socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Thread.startVirtualThread(this::serve);
  }

  public String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  private void serve() {
    byte[] buffer = new byte[512];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        byte[] answer = answer(buffer);
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  /** RFC 1035 section 4.1: the question once more, then an answer for each address. */
  private byte[] answer(byte[] query) throws IOException {
    StringJoiner name = new StringJoiner(".");
    int at = HEADER;
    for (; query[at] != 0; at += query[at] + 1) {
      name.add(new String(query, at + 1, query[at], StandardCharsets.US_ASCII));
    }
    int end = at + 5;
    List<String> addresses = query[at + 2] == TYPE_A
        ? names.getOrDefault(name.toString(), List.of())
        : List.of();
    boolean known = names.containsKey(name.toString());
    ByteBuffer out = ByteBuffer.allocate(512);
    out.put(query, 0, 2).putShort((short) (known ? 0x8180 : 0x8183)).putShort((short) 1)
        .putShort((short) addresses.size()).putInt(0).put(query, HEADER, end - HEADER);
    for (String address : addresses) {
      out.putShort((short) (0xC000 | HEADER)).putShort((short) TYPE_A).putShort((short) 1)
          .putInt(TTL_SECONDS).putShort((short) 4)
          .put(InetAddress.getByName(address).getAddress());
    }
    byte[] answer = new byte[out.position()];
    out.flip().get(answer);
    return answer;
  }

  @Override
  public void close() {
    socket.close();
  }
}
