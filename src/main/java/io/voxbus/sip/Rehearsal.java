package io.voxbus.sip;

import gov.nist.javax.sip.message.SIPRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.voxbus.bus.Bus;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.guard.GuardConfig;
import io.voxbus.sip.guard.SourceGuard;
import io.voxbus.sip.stack.Doorkeeper;
import io.voxbus.sip.stack.ListenConfig;
import io.voxbus.sip.stack.SipSetup;
import io.voxbus.sip.stack.SipStack;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.sip.ServerTransaction;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a node to itself before it is ready: a JVM that has just started needs tens of milliseconds for each of its
 * first ones, so some dozen callers in a second would stand in a queue and be refused. They have a stack of their own on
 * loopback and their own legs and media; no call of the node, no record and no client knows of them.
 */
final class Rehearsal {
  private static final int PATIENCE_MILLIS = 2_000;
  private static final int MOST_MILLIS = 3_000;
  private static final String REQUEST = """
      %1$s sip:rehearsal@127.0.0.1:%2$d SIP/2.0
      Via: SIP/2.0/UDP 127.0.0.1:%3$d;branch=z9hG4bK%4$s%1$s
      Max-Forwards: 70
      From: <sip:rehearsal@127.0.0.1>;tag=%4$s
      To: <sip:rehearsal@127.0.0.1>%5$s
      Call-ID: %4$s
      CSeq: %6$s
      Contact: <sip:rehearsal@127.0.0.1:%3$d>
      User-Agent: voxbus
      """.replace("\n", "\r\n");
  private static final String OFFER = """
      v=0
      o=- 1 1 IN IP4 127.0.0.1
      s=-
      c=IN IP4 127.0.0.1
      t=0 0
      m=audio 9 RTP/AVP 9 0 8 101
      a=rtpmap:9 G722/8000
      a=rtpmap:0 PCMU/8000
      a=rtpmap:8 PCMA/8000
      a=rtpmap:101 telephone-event/8000
      a=fmtp:101 0-15
      a=sendrecv
      """.replace("\n", "\r\n");

  private final Bus bus;
  private final PhoneConfig config;
  private final int calls;
  private final AtomicReference<@Nullable SipStack> stack = new AtomicReference<>();
  private final Set<SipLeg> open = ConcurrentHashMap.newKeySet();

  Rehearsal(Bus bus, PhoneConfig config, int calls) {
    this.bus = bus;
    this.config = config;
    this.calls = calls;
  }

  /** Comes with how many calls went well, when they have ended; their stack needs another second to do so. */
  Future<Integer> run() {
    Vertx vertx = bus.vertx();
    SourceGuard guard = new SourceGuard(new GuardConfig(null, null, List.of("127.0.0.0/8"), 0, 0, 0,
        null, null, 0, null, null));
    SipListening listening = new SipListening(this::called, transaction -> {});
    ListenConfig loopback = new ListenConfig("127.0.0.1", null, 0, -1, -1, -1, -1, null, null, null,
        null, 0, 0, 0, 0, 0, 0, null, null, 0, 0, null, null, null);
    return SipStack.start(vertx,
        new SipSetup(loopback, guard, 1, listening, Doorkeeper.OPEN, event -> {}))
        .compose(started -> {
          stack.set(started);
          listening.use(started);
          int port = Objects.requireNonNull(started.ports().get("UDP"));
          return vertx.executeBlocking(() -> call(port), false)
              .onComplete(called -> started.stop());
        });
  }

  /** Legs that have not ended. */
  int open() {
    return open.size();
  }

  /** As the node would take it: the leg tells a call, which opens media for it. */
  private void called(ServerTransaction transaction) {
    String id = "rehearsal-" + UUID.randomUUID();
    LegParts parts = new LegParts(bus, Objects.requireNonNull(stack.get()), config, open, List::of);
    SipLeg leg = Legs.called(parts, id, transaction,
        Received.lines((SIPRequest) transaction.getRequest()));
    AtomicReference<@Nullable MessageConsumer<Object>> told = new AtomicReference<>();
    told.set(bus.receive(Addresses.sipEvents(id, bus.nodeId()), (SipEvent event) -> {
      if (event instanceof SipEvent.HungUp) {
        bus.send(Addresses.media(id), new MediaRequest.Close());
        Objects.requireNonNull(told.get()).unregister();
      }
    }));
    leg.hosted();
    bus.ask(Addresses.media(), new MediaRequest.Open(id, CallOption.NONE,
        new Carrier.Rtp(OFFER, Carrier.Srtp.OFF)), MediaRequest.Opened.class)
        .onSuccess(opened -> bus.send(Addresses.sip(id), new SipRequest.Accept(opened.sdp())))
        .onFailure(failure -> bus.send(Addresses.sip(id),
            new SipRequest.End(503, "", Map.of())));
  }

  /** One after the other: they are to be many methods called, not a load. */
  private int call(int port) throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    long end = System.nanoTime() + MOST_MILLIS * 1_000_000L;
    try (DatagramSocket socket = new DatagramSocket(0, loopback)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress(loopback, port));
      for (int i = 0; i < calls; i++) {
        if (System.nanoTime() > end) {
          return i;
        }
        String id = "r" + i + "x" + UUID.randomUUID();
        String answer = ask(socket, id, "INVITE", "", "1 INVITE");
        int tag = answer.indexOf(";tag=", answer.indexOf("\r\nTo:"));
        String to = answer.substring(tag, answer.indexOf("\r\n", tag));
        send(socket, id, "ACK", to, "1 ACK");
        ask(socket, id, "BYE", to, "2 BYE");
      }
    }
    return calls;
  }

  private static String ask(DatagramSocket socket, String id, String method, String to,
      String number) throws IOException {
    send(socket, id, method, to, number);
    byte[] buffer = new byte[4096];
    while (true) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      socket.receive(packet);
      String answer = new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8);
      boolean ours = answer.contains("CSeq: " + number); // else it is one to the INVITE, repeated
      if (ours && answer.startsWith("SIP/2.0 200 ")) {
        return answer;
      }
      if (ours && !answer.startsWith("SIP/2.0 1")) {
        throw new IOException(method + ": " + answer.lines().findFirst().orElse(""));
      }
    }
  }

  private static void send(DatagramSocket socket, String id, String method, String to,
      String number) throws IOException {
    String body = method.equals("INVITE") ? OFFER : "";
    String type = body.isEmpty() ? "" : "Content-Type: application/sdp\r\n";
    String text = REQUEST.formatted(method, socket.getPort(), socket.getLocalPort(), id, to, number)
        + type + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    socket.send(new DatagramPacket(bytes, bytes.length));
  }
}
