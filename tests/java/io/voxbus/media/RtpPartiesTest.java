package io.voxbus.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.bus.Heard;
import io.voxbus.media.leg.RtpConfig;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.Carrier.Srtp;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SocketAudio;
import io.voxbus.protocol.bus.Sound;
import io.voxbus.rtp.RtpPacket;
import io.voxbus.testing.RtpPeer;
import io.voxbus.testing.Spectrum;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Who else takes part in a telephone call, and how it begins, is held and ends: real sockets on loopback. */
class RtpPartiesTest extends RtpCallFixture {
  @Test
  void ourOfferIsTakenUpByTheAnswer() {
    start(config(RtpConfig.Nat.STRICT));
    String offer = open(new Carrier.Rtp(null, Srtp.OFF)).sdp();
    assertTrue(offer.contains("m=audio ") && offer.contains(" RTP/AVP 9 0 8 111 101 110\r\n"),
        offer);
    await(ask(new MediaRequest.Answered("c", phone.sdp("")), CallReply.Done.class));
    send(new MediaRequest.Play(1, 1, new Sound.Tone(1000)));
    phone.to(offer).awaitTone(1000, 100);
  }

  @Test
  void aFurtherLegIsHeardOnceItIsConnected() {
    start(config(RtpConfig.Nat.STRICT));
    open(new Carrier.Rtp(phone.sdp(""), Srtp.OFF), subscribed());
    phone.to(lastSdp);
    send(new MediaRequest.Join("listens, so packets are not sent on as they are", "n1"));
    try (RtpPeer other = RtpPeer.open()) {
      other.to(openLeg(other));
      phone.talk(phone.tone(450));
      other.talk(other.tone(800));
      assertTrue(other.loudest(450, 50) < -50, "heard before it is connected");
      await(ask(new MediaRequest.Connect("b", true), CallReply.Done.class));
      other.awaitTone(450, 150);
      phone.awaitTone(800, 150);
      send(new MediaRequest.Play(1, 1, new Sound.Tone(1000)));
      phone.awaitTone(1000, 100);
      phone.awaitTone(800, 100);
      awaitEvent(new MediaEvent.OfLeg("b", new MediaEvent.Flowing("PCMU")));
      await(ask(new MediaRequest.CloseLeg("b"), CallReply.Done.class));
      end();
    }
    assertEquals(0, legs.ports().open());
  }

  @Test
  void twoTelephonesOfOneCodecHearEachOthersPacketsAsTheyAreUntilSomethingIsPlayed() {
    start(config(RtpConfig.Nat.STRICT));
    answer(Srtp.OFF, "");
    byte[] payload = new byte[160];
    new Random(5).nextBytes(payload);
    try (RtpPeer other = RtpPeer.open()) {
      other.to(openLeg(other));
      await(ask(new MediaRequest.Connect("b", true), CallReply.Done.class));
      phone.talk(payload);
      other.talk(payload);
      awaitPayload(other, payload);
      awaitPayload(phone, payload);
      phone.say(101, new byte[]{5, 10, 0, (byte) 160});
      RtpPacket event = other.receive();
      while (event.payloadType() != 101) {
        event = other.receive();
      }
      awaitEvent(new MediaEvent.Dtmf("5"));
      other.talk(other.tone(800));
      send(new MediaRequest.Play(1, 1, new Sound.Tone(1000)));
      phone.awaitTone(1000, 100);
      phone.awaitTone(800, 100);
      send(new MediaRequest.Stop(1));
      awaitPayload(other, payload);
      await(ask(new MediaRequest.CloseLeg("b"), CallReply.Done.class));
      send(new MediaRequest.Play(2, 2, new Sound.Tone(1200)));
      phone.awaitTone(1200, 100);
    }
  }

  @Test
  void aFurtherLegIsRecognisedOnItsOwn() throws InterruptedException {
    start(config(RtpConfig.Nat.STRICT));
    answer(Srtp.OFF, "");
    BlockingQueue<Heard> recognised = new LinkedBlockingQueue<>();
    bus.receive(Addresses.heard("b"), recognised::add);
    try (RtpPeer other = RtpPeer.open()) {
      other.to(await(ask(new MediaRequest.OpenLeg("b",
          new Carrier.Rtp(other.sdp(""), Srtp.OFF), null, true), MediaRequest.Opened.class))
          .sdp());
      await(ask(new MediaRequest.Connect("b", true), CallReply.Done.class));
      phone.talk(phone.tone(450));
      other.talk(other.tone(800));
      double loudest = -100;
      for (int i = 0; i < 100 && loudest < -20; i++) {
        Heard heard = Objects.requireNonNull(recognised.poll(10, TimeUnit.SECONDS));
        loudest = Math.max(loudest, Spectrum.level(heard.pcm(), 16_000, 800));
      }
      assertTrue(loudest >= -20, "its tone: " + loudest);
      other.awaitTone(450, 100);
      phone.awaitTone(800, 100);
      send(new MediaRequest.DialLeg("b", "5", 100));
      RtpPacket event = other.receive();
      while (event.payloadType() != 101) {
        event = other.receive();
      }
      assertEquals(5, event.bytes()[event.payloadOffset()]);
    }
  }

  /** As on another node of the machine, or one that has got the address: its far end is heard before it is asked. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFurtherLegGoesOnWithTheAddressAndPortThatItHad(boolean recognised) {
    start(config(RtpConfig.Nat.STRICT));
    answer(Srtp.OFF, "");
    try (RtpPeer other = RtpPeer.open()) {
      String theirs = other.sdp("");
      String before = openLeg(other);
      await(ask(new MediaRequest.CloseLeg("b"), CallReply.Done.class));
      while (legs.ports().open() > 1) {
        Thread.onSpinWait();
      }
      Carrier.Talk talk = new Carrier.Talk(before, theirs);

      assertTrue(
          await(ask(new MediaRequest.OpenLeg("b", new Carrier.Rtp(null, Srtp.OFF, talk), null,
              recognised), MediaRequest.Opened.class)).same());
      await(ask(new MediaRequest.Connect("b", true), CallReply.Done.class));
      phone.talk(phone.tone(450));
      other.awaitTone(450, 100);
    }
  }

  private String openLeg(RtpPeer peer) {
    return await(ask(new MediaRequest.OpenLeg("b", new Carrier.Rtp(peer.sdp(""), Srtp.OFF)),
        MediaRequest.Opened.class)).sdp();
  }

  private static void awaitPayload(RtpPeer to, byte[] payload) {
    for (int i = 0; i < 100; i++) {
      RtpPacket packet = to.receive();
      int at = packet.payloadOffset();
      if (Arrays.equals(payload, 0, 160, packet.bytes(), at, at + packet.payloadLength())) {
        return;
      }
    }
    throw new AssertionError("no packet came as it was sent");
  }

  @Test
  void aLegThatIsNotThereIsNotFoundAndOneThatIsIsNotOpenedAgain() {
    start(config(RtpConfig.Nat.STRICT));
    answer(Srtp.OFF, "");
    openLeg(phone);
    assertEquals(List.of(404, 404, 404, 409, 409), List.of(
        refusal(new MediaRequest.Answered("x", phone.sdp(""))),
        refusal(new MediaRequest.Reoffered("x", phone.sdp(""))),
        refusal(new MediaRequest.Reoffer("x", true)),
        refusal(new MediaRequest.OpenLeg("b", new Carrier.Rtp(null, Srtp.OFF))),
        refusal(new MediaRequest.OpenLeg("c", new Carrier.Rtp(null, Srtp.OFF)))));
    assertEquals(488, refusal(new MediaRequest.Reoffered("c",
        phone.sdp("").replace("RTP/AVP 0 101", "RTP/AVP 18"))));
    end();
    assertEquals(0, legs.ports().open());
  }

  private int refusal(MediaRequest request) {
    return await(ask(request, MediaRequest.Opened.class).map(opened -> 0)
        .recover(failure -> Future.succeededFuture(((Fault) failure).code())));
  }

  @Test
  void onHoldNothingComesAndBackFromItAudioFlows() {
    start(config(RtpConfig.Nat.STRICT));
    answer(Srtp.OFF, "");
    String held = await(ask(new MediaRequest.Reoffered("c", phone.sdp("a=inactive\n")),
        MediaRequest.Opened.class)).sdp();
    assertTrue(held.contains("a=inactive\r\n"), held);
    String back = await(ask(new MediaRequest.Reoffered("c", phone.sdp("")),
        MediaRequest.Opened.class)).sdp();
    assertTrue(back.contains("a=sendrecv\r\n"), back);
    String hold = await(ask(new MediaRequest.Reoffer("c", true), MediaRequest.Opened.class)).sdp();
    assertTrue(hold.contains("a=sendonly\r\n"), hold);
    await(ask(new MediaRequest.Answered("c", phone.sdp("a=recvonly\n")), CallReply.Done.class));
    send(new MediaRequest.Play(1, 1, new Sound.Tone(1000)));
    phone.awaitTone(1000, 200);
  }

  @Test
  void aClientThatSubscribesHearsBothSides() throws Exception {
    start(config(RtpConfig.Nat.STRICT));
    BlockingQueue<SocketAudio> client = new LinkedBlockingQueue<>();
    bus.receive(Addresses.socketAudio("k", "n1"), client::add);
    open(new Carrier.Rtp(phone.sdp(""), Srtp.OFF), subscribed());
    phone.to(lastSdp);
    send(new MediaRequest.Join("k", "n1"));
    send(new MediaRequest.Play(1, 1, new Sound.Tone(1000)));
    phone.sayTone(440, 60);
    double[] loudest = {-100, -100};
    for (int i = 0; i < 100; i++) {
      SocketAudio audio = client.poll(5, TimeUnit.SECONDS);
      assertEquals(641, audio.payload().length);
      short[] pcm = new short[320];
      for (int s = 0; s < 320; s++) {
        pcm[s] = (short) ((audio.payload()[2 * s + 1] & 0xFF) | audio.payload()[2 * s + 2] << 8);
      }
      int track = audio.payload()[0];
      loudest[track] = Math.max(loudest[track],
          Spectrum.level(pcm, 16_000, track == 0 ? 1000 : 440));
    }
    assertTrue(loudest[0] > -20 && loudest[1] > -16, loudest[0] + " " + loudest[1]);
  }

  @Test
  void whenNoPortIsFreeTheCallIsRefusedAndAfterItsEndThereIsOne() {
    start(new RtpConfig("127.0.0.1", null, null, null, 21_000, 21_001, null, null, null, null, null,
        null, 0));
    answer(Srtp.OFF, "");
    Fault fault = refused(new MediaRequest.Open("d", CallOption.NONE,
        new Carrier.Rtp(phone.sdp(""), Srtp.OFF)));
    assertEquals("503 no port free for media", fault.code() + " " + fault.getMessage());
    end();
    answer(Srtp.OFF, "");
    end();
    assertEquals(0, legs.ports().open());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"REQUIRED|RTP/AVP|''|488", "OFF|RTP/SAVP|''|488",
      "OFF|RTP/AVP|'c=IN IP6 ::1\n'|488", "OFF|nonsense|''|488"})
  void anOfferThatCanNotBeIsRefusedAndItsPortIsFree(Srtp srtp, String protocol, String more,
      int code) {
    start(config(RtpConfig.Nat.STRICT));
    assertEquals(code, refused(new MediaRequest.Open("d", CallOption.NONE,
        new Carrier.Rtp(phone.sdp(protocol, more), srtp))).code());
    assertEquals(488, refused(new MediaRequest.Open("d", CallOption.NONE,
        new Carrier.Rtp("hello", Srtp.OFF))).code());
    answer(Srtp.OFF, "");
    end();
    assertEquals(0, legs.ports().open());
  }

  @Test
  void overIpv6AsWell() {
    start(new RtpConfig("127.0.0.1", null, "::1", null, 0, 0, null, null, null, null, null, null,
        0));
    try (RtpPeer six = RtpPeer.open("::1")) {
      six.to(open(new Carrier.Rtp(six.sdp(""), Srtp.OFF)).sdp());
      send(new MediaRequest.Play(1, 1, new Sound.Echo()));
      six.sayTone(440, 50);
      six.awaitTone(440, 200);
    }
  }
}
