package io.voxbus.media.leg.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.ice.Candidate;
import io.voxbus.ice.Credentials;
import io.voxbus.ice.StunMessage;
import io.voxbus.ice.RelayClient;
import io.voxbus.ice.StunWriter;
import io.voxbus.ice.TurnServer;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A port behind a NAT: what servers say of it, and that it looks for its clients. */
class OutsideTest {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
  private static final IceServer STUN = new IceServer("127.0.0.1", 3478, null);
  private static final IceTransport.Listener NOBODY = new IceTransport.Listener() {
    @Override
    public void connected() {}

    @Override
    public void arrived(byte[] packet, int length, long nowNanos) {}

    @Override
    public void silent() {}
  };

  private final MediaPort port = MediaPort.open(new WebRtcConfig(0, List.of("127.0.0.1"), null,
      true, false, null, null, null, null, null, 0), false);

  @AfterEach
  void close() {
    port.close();
  }

  @Test
  void howAServerSeesThePortIsACandidateForCallsThatDoNotOnlyWait() throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, HERE)) {
      var settled = port.ask(Map.of(STUN, (InetSocketAddress) server.getLocalSocketAddress()));
      DatagramPacket request = receive(server);
      byte[] answer = new StunWriter(StunMessage.BINDING_SUCCESS, message(request).transaction())
          .mapped(new InetSocketAddress("203.0.113.5", 61_000)).finished();
      server.send(new DatagramPacket(answer, answer.length, request.getSocketAddress()));
      settled.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
    IceTransport transport = port.open(true, NOBODY);
    assertFalse(transport.lite());
    assertEquals("203.0.113.5 61000 typ srflx raddr 0.0.0.0 rport 9",
        transport.candidates().getLast().line().split(" ", 5)[4]);
    IceTransport waiting = port.open(true, true, NOBODY);
    assertTrue(waiting.lite());
    assertEquals(List.of("host"), waiting.candidates().stream().map(Candidate::type).toList());
  }

  @Test
  void aCallIsToldWhatServersSayLaterAndThatThatIsAll() throws Exception {
    IceTransport early = port.open(true, NOBODY);
    IceTransport waiting = port.open(true, true, NOBODY);
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    BlockingQueue<String> toldWaiting = new LinkedBlockingQueue<>();
    early.gather(early.candidates(), new Told(told));
    waiting.gather(waiting.candidates(), new Told(toldWaiting));
    assertEquals("done", toldWaiting.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS),
        "who only waits to be found asks no server");
    assertEquals(List.of("host"), early.candidates().stream().map(Candidate::type).toList());
    try (DatagramSocket server = new DatagramSocket(0, HERE)) {
      port.ask(Map.of(STUN, (InetSocketAddress) server.getLocalSocketAddress()));
      DatagramPacket request = receive(server);
      byte[] answer = new StunWriter(StunMessage.BINDING_SUCCESS, message(request).transaction())
          .mapped(new InetSocketAddress("203.0.113.5", 61_000)).finished();
      server.send(new DatagramPacket(answer, answer.length, request.getSocketAddress()));
      assertEquals("srflx 203.0.113.5", told.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
      assertEquals("done", told.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
      early.gather(early.candidates(), new Told(told));
      assertEquals("done", told.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
    }
  }

  @Test
  void aServerThatIsKnownLateLetsInWhoeverCallsAlready() throws Exception {
    IceTransport call = port.open(true, NOBODY);
    call.remote(new Credentials("them", "their password"), false,
        List.of(Candidate.host(1, new InetSocketAddress("127.0.0.9", 9), 1)));
    try (DatagramSocket server = new DatagramSocket(0, HERE)) {
      port.ask(Map.of());
      port.ask(Map.of(new IceServer("127.0.0.1", 3478, new RelayClient.Login("user", "word")),
          (InetSocketAddress) server.getLocalSocketAddress()));
      TurnServer.allocate(server);
      assertEquals("127.0.0.9", TurnServer.permitted(server));
    }
  }

  private record Told(BlockingQueue<String> told) implements IceTransport.Gathering {
    @Override
    public void found(Candidate candidate) {
      told.add(candidate.type() + " " + candidate.address());
    }

    @Override
    public void done() {
      told.add("done");
    }
  }

  @Test
  void withoutServersThereIsNothingToWaitFor() throws Exception {
    port.ask(Map.of()).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    assertEquals(List.of("host"), port.candidates().stream().map(Candidate::type).toList());
  }

  @Test
  void aClientIsLookedForWhereItSaysThatItIs() throws Exception {
    IceTransport transport = port.open(true, NOBODY);
    Credentials theirs = new Credentials("them", "their password");
    try (DatagramSocket client = new DatagramSocket(0, HERE)) {
      transport.remote(theirs, false, List.of());
      transport.add(List.of(Candidate.host(1,
          (InetSocketAddress) client.getLocalSocketAddress(), 1)));
      StunMessage check = message(receive(client));
      assertEquals("them:" + transport.credentials().ufrag(), check.username());
      assertTrue(check.intact(StunWriter.mac(theirs.password())));
    }
    transport.close();
  }

  private static DatagramPacket receive(DatagramSocket socket) throws Exception {
    socket.setSoTimeout(PATIENCE_MILLIS);
    DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
    socket.receive(packet);
    return packet;
  }

  private static StunMessage message(DatagramPacket packet) {
    StunMessage message = StunMessage.of(packet.getData(), packet.getLength());
    assertNotNull(message);
    return message;
  }
}
