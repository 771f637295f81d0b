package io.voxbus.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.media.leg.RtpConfig;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.Carrier.Srtp;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Reception;
import io.voxbus.protocol.bus.Sound;
import io.voxbus.rtp.ReportBlock;
import io.voxbus.rtp.RtcpPacket;
import io.voxbus.rtp.RtpPacket;
import io.voxbus.rtp.SrtpSuite;
import io.voxbus.testing.RtpPeer;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The media of telephone calls as the bus and the wire see it: real sockets on loopback. */
class RtpCallTest extends RtpCallFixture {
  @Test
  void aCallerIsHeardAndHearsWithoutAGapFromTheAnswerOn() {
    start(config(RtpConfig.Nat.STRICT));
    answer(Srtp.OFF, "");
    int sequence = phone.receive().sequence();
    assertEquals((sequence + 1) & 0xFFFF, phone.receive().sequence(), "before anything is played");
    send(new MediaRequest.Play(1, 1, new Sound.Echo()));
    phone.sayTone(440, 50);
    phone.awaitTone(440, 200);
    awaitEvent(new MediaEvent.Flowing("PCMU"));
  }

  /** As on another node of the machine, or one that has got the address: the far end notices nothing. */
  @Test
  void aCallGoesOnWithTheAddressAndPortThatItHad() {
    start(config(RtpConfig.Nat.STRICT));
    String theirs = phone.sdp("");
    String before = answer(Srtp.OFF, "");
    end();

    MediaRequest.Opened again = open(
        new Carrier.Rtp(null, Srtp.OFF, new Carrier.Talk(before, theirs)));

    assertTrue(again.same());
    assertEquals(audioLine(before).split(" ")[1], audioLine(again.sdp()).split(" ")[1]);
    send(new MediaRequest.Play(0, 0, new Sound.Tone(1000)));
    phone.awaitTone(1000, 50);
  }

  private static String audioLine(String sdp) {
    return sdp.lines().filter(line -> line.startsWith("m=audio")).findFirst().orElseThrow();
  }

  @Test
  void strangersAreNeitherHeardNorAnswered() {
    start(config(RtpConfig.Nat.STRICT));
    String answer = answer(Srtp.OFF, "");
    send(new MediaRequest.Play(1, 1, new Sound.Echo()));
    try (RtpPeer stranger = RtpPeer.open().to(answer)) {
      stranger.sayTone(900, 50);
      phone.sayTone(440, 50);
      phone.awaitTone(440, 200);
      stranger.sayTone(900, 50);
      assertTrue(phone.loudest(900, 75) < -50, "the stranger is heard");
    }
  }

  @Test
  void behindNatTheFirstSourceIsLearntAndNobodyAfterIt() {
    start(config(RtpConfig.Nat.LEARN));
    String answer = answer(Srtp.OFF, "");
    send(new MediaRequest.Play(1, 1, new Sound.Echo()));
    try (RtpPeer real = RtpPeer.open().to(answer); RtpPeer late = RtpPeer.open().to(answer)) {
      real.sayTone(700, 60);
      real.awaitTone(700, 200);
      late.sayTone(900, 60);
      assertTrue(real.loudest(900, 75) < -50, "who came later is heard");
    }
  }

  @Test
  void whatIsBrokenEndsNothing() {
    start(config(RtpConfig.Nat.STRICT));
    answer(Srtp.OFF, "");
    send(new MediaRequest.Play(1, 1, new Sound.Echo()));
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (i % 2 == 0 && bytes.length > 1) {
        bytes[0] = (byte) 0x80;
        bytes[1] = (byte) (i % 4 == 0 ? 0 : 200 + i % 6);
      }
      phone.raw(bytes);
    }
    phone.raw(new byte[4000]);
    phone.talk(phone.tone(450));
    phone.awaitTone(450, 300);
  }

  @Test
  void aPayloadTypeThatWasNotAgreedIsDropped() {
    start(config(RtpConfig.Nat.STRICT));
    answer(Srtp.OFF, "");
    send(new MediaRequest.Play(1, 1, new Sound.Echo()));
    for (int i = 0; i < 30; i++) {
      phone.say(8, new byte[160]);
    }
    phone.sayTone(440, 50);
    phone.awaitTone(440, 200);
    assertEquals(50, qualityAtTheEnd().packets(), "packets that count");
  }

  @ParameterizedTest
  @CsvSource({"AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"})
  void anEncryptedCallIsHeardAndWhatIsRepeatedOrPlainIsDropped(SrtpSuite suite) {
    start(config(RtpConfig.Nat.STRICT));
    String answer = answer("RTP/SAVP", Srtp.REQUIRED,
        "a=crypto:1 " + suite + " inline:" + KEY + "\n");
    byte[] ours = java.util.Base64.getDecoder().decode(answer.lines()
        .filter(line -> line.startsWith("a=crypto:1 " + suite + " inline:")).findFirst()
        .orElseThrow().split("inline:")[1]);
    phone.secure(new io.voxbus.rtp.Srtp(suite, "A".repeat(30).getBytes(), true),
        new io.voxbus.rtp.Srtp(suite, ours, false));
    send(new MediaRequest.Play(1, 1, new Sound.Echo()));
    byte[] wire = phone.say(0, new byte[160]);
    for (int i = 0; i < 20; i++) {
      phone.raw(wire);
      phone.raw(new byte[172]);
    }
    phone.sayTone(440, 49);
    phone.awaitTone(440, 200);
    assertEquals(50, qualityAtTheEnd().packets(), "packets that count");
  }

  @Test
  void withoutMuxReportsGoToAPortOfTheirOwnAndTellTheQuality() throws Exception {
    start(new RtpConfig("127.0.0.1", null, null, null, 0, 0, null, null, null, null,
        new Seconds(200), null, 0));
    try (DatagramSocket reports = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
      reports.setSoTimeout(5000);
      String offer = phone.sdp("a=rtcp:" + reports.getLocalPort() + "\n")
          .replace("a=rtcp-mux\n", "");
      phone.to(open(new Carrier.Rtp(offer, Srtp.OFF)).sdp());
      phone.talk(phone.tone(450));
      awaitEvent(new MediaEvent.Flowing("PCMU"));
      DatagramPacket report = new DatagramPacket(new byte[500], 500);
      do {
        reports.receive(report);
        assertEquals((byte) 200, report.getData()[1], "a sender's report");
      } while ((report.getData()[0] & 31) == 0);
      Reception told = quality();
      while (told.packets() == 0) {
        told = quality();
      }
      assertEquals("PCMU 0", told.codec() + " " + told.lost());
      try (DatagramSocket stranger = new DatagramSocket(
          new InetSocketAddress("127.0.0.1", 0))) {
        stranger.send(lost(99, report));
        reports.send(lost(7, report));
      }
      while (told.sentLost() == 0) {
        told = quality();
      }
      assertEquals(7, told.sentLost(), "as the phone says, not somebody else on its machine");
    }
  }

  /** A report, to where one of ours came from, that so many of our packets were lost. */
  private static DatagramPacket lost(int packets, DatagramPacket ours) {
    byte[] bytes = new byte[RtcpPacket.MAX_BYTES];
    int length = RtcpPacket.write(bytes, 77, null,
        new ReportBlock(RtcpPacket.sender(ours.getData()), 0, packets, 0, 0, 0, 0), "a", false);
    return new DatagramPacket(bytes, length, ours.getSocketAddress());
  }

  @Test
  void keysComeAndGoAsEvents() {
    start(config(RtpConfig.Nat.STRICT));
    answer(Srtp.OFF, "");
    phone.say(101, new byte[]{5, 10, 0, (byte) 160});
    awaitEvent(new MediaEvent.Dtmf("5"));
    send(new MediaRequest.Dial("7", 100));
    RtpPacket packet = phone.receive();
    for (int i = 0; i < 100 && packet.payloadType() != 101; i++) {
      packet = phone.receive();
    }
    assertEquals(List.of(101, 7), List.of(packet.payloadType(),
        (int) packet.bytes()[packet.payloadOffset()]));
  }
}
