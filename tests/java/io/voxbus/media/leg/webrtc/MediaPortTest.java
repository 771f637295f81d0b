package io.voxbus.media.leg.webrtc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.ice.Candidate;
import io.voxbus.ice.Credentials;
import io.voxbus.ice.StunMessage;
import io.voxbus.ice.StunWriter;
import io.voxbus.protocol.api.Seconds;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaPortTest {
  private static final int PATIENCE_MILLIS = 10_000;
  private final MediaPort port = MediaPort.open(config(0, List.of("127.0.0.1", "::1"), 1));
  private final Heard heard = new Heard();

  private static final class Heard implements IceTransport.Listener {
    final CountDownLatch connected = new CountDownLatch(1);
    final CountDownLatch arrived = new CountDownLatch(1);
    final CountDownLatch silent = new CountDownLatch(1);

    @Override
    public void connected() {
      connected.countDown();
    }

    @Override
    public void arrived(byte[] packet, int length, long nowNanos) {
      arrived.countDown();
    }

    @Override
    public void silent() {
      silent.countDown();
    }
  }

  @AfterEach
  void close() {
    port.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aCheckIsAnsweredFromTheAddressThatWasAsked(String address) throws Exception {
    IceTransport transport = port.open(true, heard);
    try (DatagramSocket client = new DatagramSocket(0, InetAddress.ofLiteral(address))) {
      check(client, transport, address);
      assertTrue(heard.connected.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
      client.send(new DatagramPacket(new byte[]{(byte) 0x80, 0, 1, 2}, 4, at(address)));
      assertTrue(heard.arrived.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
      transport.send(new byte[]{9, 8, 7}, 0, 3);
      assertEquals(3, receive(client).getLength());
    }
  }

  @Test
  void aClientMayComeByTcp() throws Exception {
    IceTransport transport = port.open(true, heard);
    try (Socket client = new Socket()) {
      client.connect(at("127.0.0.1"), PATIENCE_MILLIS);
      client.setSoTimeout(PATIENCE_MILLIS);
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      DataInputStream in = new DataInputStream(client.getInputStream());
      byte[] request = request(transport);
      for (byte part : ByteBuffer.allocate(2 + request.length).putShort((short) request.length)
          .put(request).array()) {
        out.write(part); // a stream has no packets of its own
      }
      byte[] answer = in.readNBytes(in.readUnsignedShort());
      assertEquals(StunMessage.BINDING_SUCCESS,
          Objects.requireNonNull(StunMessage.of(answer, answer.length)).type());
      assertTrue(heard.connected.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
      out.write(new byte[]{0, 4, (byte) 0x80, 0, 1, 2});
      assertTrue(heard.arrived.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
      transport.send(new byte[]{0, 9, 8, 7}, 1, 3);
      assertArrayEquals(new byte[]{9, 8, 7}, in.readNBytes(in.readUnsignedShort()));
    }
  }

  @Test
  void whatIsNoPacketEndsAConnection() throws Exception {
    try (Socket stranger = new Socket()) {
      stranger.connect(at("127.0.0.1"), PATIENCE_MILLIS);
      stranger.setSoTimeout(PATIENCE_MILLIS);
      stranger.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
      assertEquals(-1, stranger.getInputStream().read());
    }
  }

  @Test
  void aClientThatFallsSilentIsTold() throws Exception {
    IceTransport transport = port.open(true, heard);
    try (DatagramSocket client = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      check(client, transport, "127.0.0.1");
      assertTrue(heard.silent.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
    }
  }

  @Test
  void everyAddressIsACandidateAndThoseOfIpv6MayBeLeftOut() {
    assertEquals(
        List.of("udp 127.0.0.1", "udp 0:0:0:0:0:0:0:1", "tcp 127.0.0.1", "tcp 0:0:0:0:0:0:0:1"),
        protocols(port.open(true, heard)));
    assertEquals(List.of("udp 127.0.0.1", "tcp 127.0.0.1"), protocols(port.open(false, heard)));
    assertTrue(port.candidates().get(3).line().endsWith(" typ host tcptype passive"));
    assertTrue(port.candidates().get(1).priority() > port.candidates().get(2).priority());
  }

  @Test
  void publicAddressesComeFirst() {
    WebRtcConfig config = new WebRtcConfig(0, List.of("127.0.0.1"), List.of("203.0.113.5"), true,
        false, null, null, null, null, null, 0);
    try (MediaPort behindNat = MediaPort.open(config)) {
      assertEquals(List.of("203.0.113.5", "127.0.0.1"), addresses(behindNat.open(true, heard)));
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    int taken = port.candidates().get(0).port();
    String message = assertThrows(UncheckedIOException.class,
        () -> MediaPort.open(config(taken, List.of("127.0.0.1"), 1))).getMessage();
    assertTrue(message.startsWith("port " + taken + " for WebRTC: "), message);
  }

  private void check(DatagramSocket client, IceTransport transport, String address)
      throws IOException {
    byte[] request = request(transport);
    client.send(new DatagramPacket(request, request.length, at(address)));
    DatagramPacket answer = receive(client);
    assertEquals(at(address), answer.getSocketAddress());
    StunMessage message = StunMessage.of(answer.getData(), answer.getLength());
    assertNotNull(message);
    assertEquals(StunMessage.BINDING_SUCCESS, message.type());
  }

  private static byte[] request(IceTransport transport) {
    Credentials server = transport.credentials();
    byte[] transaction = ByteBuffer.allocate(16).putInt(0x2112A442).array();
    return new StunWriter(StunMessage.BINDING_REQUEST, transaction)
        .username(server.ufrag() + ":them").priority(1).role(true, 1).nominate()
        .signed(StunWriter.mac(server.password()));
  }

  private InetSocketAddress at(String address) {
    return new InetSocketAddress(InetAddress.ofLiteral(address),
        port.candidates().get(0).port());
  }

  private static DatagramPacket receive(DatagramSocket client) throws IOException {
    client.setSoTimeout(PATIENCE_MILLIS);
    DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
    client.receive(packet);
    return packet;
  }

  private static List<String> protocols(IceTransport transport) {
    return transport.candidates().stream()
        .map(candidate -> candidate.protocol() + " " + candidate.address()).toList();
  }

  private static List<String> addresses(IceTransport transport) {
    return transport.candidates().stream().map(Candidate::address).toList();
  }

  private static WebRtcConfig config(int port, List<String> addresses, int consentSeconds) {
    return new WebRtcConfig(port, addresses, null, true, true, null, null, null, null,
        new Seconds(consentSeconds * 1000L), 0);
  }
}
