package io.voxbus.bus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.Moved;
import io.voxbus.protocol.api.Obeyed;
import io.voxbus.protocol.api.Millis;
import io.voxbus.protocol.api.RecorderOption;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Client;
import io.voxbus.protocol.bus.NodeReply;
import io.voxbus.protocol.bus.NodeRequest;
import io.voxbus.protocol.bus.Pulse;
import io.voxbus.protocol.bus.Route;
import io.voxbus.protocol.bus.Orphan;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipInvite;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.protocol.bus.SipWaiting;
import io.voxbus.protocol.bus.SocketAudio;
import io.voxbus.testing.Records;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels between nodes, which need not be of one version. */
class WireTest {
  private static final CallOption OPTION = Records.of(CallOption.class, "codec", "g722",
      "handshakeTimeout", new Seconds(500), "inactivityTimeout", new Seconds(50_000), "recorder",
      Records.of(RecorderOption.class, "ptime", new Millis(200)));

  private static final NodeReply.Version VERSION = new NodeReply.Version("media", 2, "3fa2", 5, 1,
      true, List.of("a.jar"));

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageSurvivesTheWay(Object message) {
    assertEquals(new Envelope("call.s1", "id-1", message),
        sent(new Envelope("call.s1", "id-1", message)));
  }

  static List<Object> messages() {
    return List.of(
        new CallRequest.HostCall(
            new CallSetup("s1", CallType.WEB_SOCKET, OPTION, "server-side-track", 0L, true)),
        new CallRequest.HostCall(
            new CallSetup("s1", CallType.SIP, CallOption.NONE, "t", null, false)),
        new CallRequest.Obey(Records.of(Command.Tts.class, "text", "hi ü 😀", "endOfStream", true)),
        new CallRequest.Obey(new Command.Custom("a", List.of(1, "x"))),
        new CallRequest.Press("5"),
        new CallRequest.Complain(400, "no"), new CallRequest.Kill("killed", "system"),
        new CallRequest.Attach(new Client("c", "n1", null, false), 7),
        new CallRequest.Attach(new Client("c", "n1", "k", true), 0),
        new CallRequest.Detach("c", true), new CallRequest.Join("s2", "n2"),
        new CallRequest.Part("s2"), new CallRequest.TakeOver("s1", "n1", 1),
        new CallRequest.StrikeOff("s1", "n1", 1),
        new CallRequest.Move("n2", true), new CallRequest.GiveUp(2), new Moved("n2"),
        new CallReply.Hosted("n2"),
        new CallReply.Attached("n2", 9), new CallReply.Precached("k", 640), new CallReply.Done(),
        new NodeRequest.Describe(List.of("s1")),
        new NodeReply.Described("n2", "1", 3, 1_000,
            new NodeReply.Remembered(9, Map.of("s1", 2L))),
        new NodeRequest.CheckHealth(),
        new NodeReply.Healthy("n2"), new NodeRequest.Redeploy("media", true),
        new NodeReply.Redeployed("n2", VERSION, 3, 1), new NodeRequest.ListVersions(),
        new NodeReply.Versions("n2", "1", List.of(VERSION)), new NodeRequest.Drain(),
        new NodeRequest.Die(), new NodeReply.Draining("n2", 3),
        new Emitted(new Event.Metrics(1, "k", 2, Map.of("index", 1)), 5),
        new Obeyed(new Command.Interrupt(true, null)),
        new SipRequest.Identity("c", "a", "b", "sip:x@127.0.0.1"),
        new CallRequest.TakeOver("s1", "n1", 1), new CallRequest.GiveUp(2),
        new CallRequest.Move("n2", true),
        new Pulse.Beat("n1/a", 7, Set.of("n1/a", "n2/b"), 9, true),
        new Pulse.Ack("n2/b", 7, Set.of(), Map.of("n3/c", 5L)), new Pulse.Goodbye("n1/a"),
        new CallRequest.HostCall(new CallSetup("s1", CallType.SIP, CallOption.NONE, "t", null,
            false, new CallSetup.Incoming("v=0", Map.of("X-A", "1"),
                List.of(new Route.ToUser("bob"),
                    new Route.ToTrunks(List.of("a"), "49", new Seconds(1_500)),
                    new Route.ToPlayback("f.wav"), new Route.Reject(486, "Busy"),
                    new Route.ToWebhook("http://bot"))))));
  }

  /** A phone may be reached through another node only. */
  static Stream<Object> ofDialogs() {
    SipRequest.Callee callee = new SipRequest.Callee("sip:bob@a.test", "alice", null, null);
    SipRequest.Dial dial = new SipRequest.Dial("s1~0", callee, "v=0", new Route.ToUser("bob"));
    return Stream.of(dial,
        new SipRequest.DialPhone(dial, new SipRequest.Phone("sip:bob@10.0.0.1",
            List.of("<sip:edge;lr>"), "TCP", "10.0.0.9", 5060, "bob"), "n1"),
        new SipRequest.TakeOver("c;to-tag=a;from-tag=b", null, "heir", "n1"),
        new SipRequest.Ring(null), new SipRequest.Accept("v=0"),
        new SipRequest.End(603, "", Map.of("Reason", "SIP;cause=200")),
        new SipRequest.Reoffer("v=0"), new SipRequest.Reanswer("v=0"),
        new SipRequest.RefuseReoffer(488, "no"), new SipRequest.Info("1", 100),
        new SipRequest.Message("hi", "text/plain", Map.of()),
        new SipRequest.Transfer("sip:c@a.test", null), new SipRequest.Identify(),
        new SipRequest.TransferDone(486, "Busy"), new SipRequest.Resume("l", dialog()),
        new SipRequest.Leave("n2"), new SipEvent.Kept(dialog()),
        new SipRequest.Seek(
            new Orphan("z9hG4bK1", "c", "a", "b", "BYE", "10.0.0.1", "Q.850;cause=16"), "n1"),
        new SipRequest.Placed("z9hG4bK1"), new SipRequest.Found(true),
        new SipRequest.TrunkCalls("a", "n1", 2, true, 30, 10), new SipRequest.Entered(true),
        new SipRequest.Withdraw(invite()), new SipEvent.Invited(invite()),
        new SipRequest.Hear("s1", waiting()), new SipEvent.Waits(waiting()),
        new SipEvent.Progress(180, "Ringing", null), new SipEvent.Answered("v=0"),
        new SipEvent.Refused(486, "Busy"), new SipEvent.Cancelled(),
        new SipEvent.HungUp(null, Map.of()), new SipEvent.Lost(408, "gone"),
        new SipEvent.Reoffered(null), new SipEvent.Reanswered("v=0"),
        new SipEvent.ReofferRefused(491, "later"), new SipEvent.ReofferAgain(),
        new SipEvent.Dtmf("1"),
        new SipEvent.MessageCame("hi", "text/plain"), new SipEvent.MessageRefused(500, "no"),
        new SipEvent.TransferAsked("sip:c@a.test", null),
        new SipEvent.TransferProgress(100, "Trying"));
  }

  @ParameterizedTest
  @MethodSource("ofDialogs")
  void aDialogWorksFromAnotherNode(Object message) {
    aMessageSurvivesTheWay(message);
  }

  @Test
  void everyMemberOfTheFamiliesIsTriedAbove() {
    Set<Class<?>> tried = Stream.concat(messages().stream(), ofDialogs()).map(Object::getClass)
        .collect(Collectors.toSet());
    Set<Class<?>> members = Stream
        .of(CallRequest.class, CallReply.class, NodeRequest.class, NodeReply.class,
            SipRequest.class, SipEvent.class, Pulse.class)
        .flatMap(family -> Stream.of(family.getPermittedSubclasses()))
        .collect(Collectors.toSet());
    members.addAll(List.of(Emitted.class, Moved.class, Obeyed.class, SipRequest.Identity.class,
        SipRequest.Found.class, SipRequest.Entered.class));
    assertEquals(members, tried);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 160, 640, 100_000})
  void audioTravelsByteByByte(int length) {
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) (i * 7);
    }
    SocketAudio audio = (SocketAudio) sent(
        new Envelope("media.s1.in", "", new SocketAudio("k1", payload))).message();
    assertEquals("k1", audio.socketId());
    assertArrayEquals(payload, audio.payload());
  }

  @Test
  void unknownFieldsOfANewerNodeAreIgnored() {
    assertEquals(new CallRequest.Kill("killed", "system"), received("CallRequest",
        "{\"ask\":\"kill\",\"reason\":\"killed\",\"initiator\":\"system\",\"more\":{\"x\":[1]}}"));
    assertEquals(new CallRequest.Attach(new Client("c", "n1", null, false), 0),
        received("CallRequest", "{\"ask\":\"attach\",\"client\":{\"sessionId\":\"c\","
            + "\"nodeId\":\"n1\",\"owner\":false,\"more\":1}}"));
  }

  @Test
  void whatANewerNodeAloneKnowsIsRefused() {
    assertEquals("unknown family FutureRequest",
        assertThrows(IllegalArgumentException.class, () -> received("FutureRequest", "{}"))
            .getMessage());
    assertThrows(UncheckedIOException.class,
        () -> received("CallRequest", "{\"ask\":\"teleport\"}"));
    assertThrows(UncheckedIOException.class, () -> received("CallRequest", "garbage"));
  }

  @Test
  void aFamilyThatStaysOnItsNodeIsNotSent() {
    assertThrows(IllegalArgumentException.class,
        () -> sent(new Envelope("ai", "", new AiRequest.Close())));
    assertThrows(IllegalStateException.class,
        () -> Envelope.BY_REFERENCE.encodeToWire(Buffer.buffer(), new AiRequest.Close()));
  }

  @Test
  void anEnvelopeIsSealedForNothingElseThanAnEnvelope() {
    MessageCodec<Envelope, Envelope> ours = Envelope.codec(new Reversed("envelope"));
    Envelope envelope = new Envelope("call.s1", "id-1", new NodeRequest.Describe(List.of("s1")));
    Buffer wire = Buffer.buffer();
    ours.encodeToWire(wire, envelope);
    assertEquals(envelope, ours.decodeFromWire(0, wire));
    Buffer plain = Buffer.buffer();
    Envelope.codec(Seal.NONE).encodeToWire(plain, envelope);
    assertThrows(RuntimeException.class, () -> ours.decodeFromWire(0, plain));
    assertThrows(IllegalArgumentException.class,
        () -> Envelope.codec(new Reversed("calls/s1")).decodeFromWire(0, wire));
  }

  /** Seals by turning the bytes round. */
  private record Reversed(String wanted) implements Seal {
    @Override
    public byte[] seal(String purpose, byte[] plain) {
      return open(purpose, plain);
    }

    @Override
    public byte[] open(String purpose, byte[] sealed) {
      if (!purpose.equals(wanted)) {
        throw new IllegalArgumentException("it is for " + purpose);
      }
      byte[] turned = new byte[sealed.length];
      for (int i = 0; i < sealed.length; i++) {
        turned[i] = sealed[sealed.length - 1 - i];
      }
      return turned;
    }

    @Override
    public boolean seals() {
      return true;
    }
  }

  /** Through the codec, at an offset as in a frame of the event bus. */
  private static Envelope sent(Envelope envelope) {
    Buffer wire = Buffer.buffer().appendString("head");
    MessageCodec<Envelope, Envelope> codec = Envelope.codec(Seal.NONE);
    codec.encodeToWire(wire, envelope);
    return codec.decodeFromWire(4, wire.appendString("tail"));
  }

  private static Object received(String family, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    Buffer wire = Buffer.buffer();
    Wire.writeText(wire, family);
    wire.appendInt(body.length).appendBytes(body);
    return Wire.read(wire, new Wire.Position(0));
  }

  private static SipInvite invite() {
    return new SipInvite("sip:b@b.test", "SIP/2.0/UDP a.test;branch=z9hG4bK2",
        "<sip:us@a.test>;tag=a",
        "<sip:b@b.test>", "c", 1, "", "UDP", new SipDialog.Way("10.0.0.1", 5060));
  }

  private static SipWaiting waiting() {
    return new SipWaiting("c", "z9hg4bk3", "INVITE sip:us@a.test SIP/2.0\r\n\r\nv=0\r\n", "UDP",
        new SipDialog.Way("10.0.0.1", 5060), "a",
        new SipDialog.Known(List.of("10.0.0.1"), "bob", null));
  }

  private static SipDialog dialog() {
    return new SipDialog("c@a.test", new SipDialog.Side("<sip:us@a.test>", "a", 3),
        new SipDialog.Side("<sip:bob@b.test>", "b", -1), "sip:bob@b.test", List.of("sip:p;lr"),
        "UDP", new SipDialog.Way("192.0.2.1", 5060), "us",
        new SipDialog.Session(true, 1800, true, false, 5L),
        new SipDialog.Known(List.of("192.0.2.1"), "bob", null), null);
  }
}
