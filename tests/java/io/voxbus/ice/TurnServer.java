package io.voxbus.ice;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;

/** What a TURN server says to who logs in as user with the password word. */
public final class TurnServer {
  /** md5("user:realm:word"), see RFC 8489 section 9.2.2. */
  private static final String KEY = "32a9dba5fb691b0268d71d8192c6e4c9";
  private static final int PATIENCE_MILLIS = 10_000;

  private TurnServer() {}

  /** Answers two requests: the first one lacks the password. */
  public static void allocate(DatagramSocket server) throws IOException {
    DatagramPacket first = next(server);
    answer(server, first, new StunWriter(StunMessage.ALLOCATE + StunMessage.ERROR,
        message(first).transaction()).error(401, "no")
        .bytes(StunMessage.REALM, "realm".getBytes(StandardCharsets.UTF_8))
        .bytes(StunMessage.NONCE, "nonce".getBytes(StandardCharsets.UTF_8)).bare());
    DatagramPacket second = next(server);
    answer(server, second, new StunWriter(StunMessage.ALLOCATE + StunMessage.SUCCESS,
        message(second).transaction())
        .address(StunMessage.XOR_RELAYED_ADDRESS, new InetSocketAddress("127.0.0.1", 49_152))
        .address(StunMessage.XOR_MAPPED_ADDRESS, (InetSocketAddress) second.getSocketAddress())
        .signed(key()));
  }

  /** Whom it is asked to let in. */
  public static String permitted(DatagramSocket server) throws IOException {
    StunMessage request = message(next(server));
    if (request.type() != StunMessage.CREATE_PERMISSION) {
      throw new IOException("type " + request.type());
    }
    return Objects.requireNonNull(request.address(StunMessage.XOR_PEER_ADDRESS)).getAddress()
        .getHostAddress();
  }

  private static Mac key() {
    return StunWriter.mac(HexFormat.of().parseHex(KEY));
  }

  private static DatagramPacket next(DatagramSocket server) throws IOException {
    server.setSoTimeout(PATIENCE_MILLIS);
    DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
    server.receive(packet);
    return packet;
  }

  private static void answer(DatagramSocket server, DatagramPacket request, byte[] answer)
      throws IOException {
    server.send(new DatagramPacket(answer, answer.length, request.getSocketAddress()));
  }

  private static StunMessage message(DatagramPacket packet) {
    return Objects.requireNonNull(StunMessage.ofServer(packet.getData(), packet.getLength()));
  }
}
