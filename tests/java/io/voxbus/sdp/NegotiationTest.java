package io.voxbus.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.rtp.RtpCodec;
import io.voxbus.rtp.SrtpSuite;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiationTest {
  private static final String KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB";
  private static final String OUR_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  private static final Payload PCMU = new Payload(RtpCodec.PCMU, 0, 0);
  private static final String PHONE = """
      v=0
      o=phone 1 1 IN IP4 192.0.2.1
      s=call
      c=IN IP4 192.0.2.1
      t=7 9
      """;

  private final Negotiation plain = negotiation(Keying.OFF);

  @Test
  void anOfferIsAnsweredWithOneCodecUnderItsNumberAndTheEventsOfItsClock() {
    Negotiation.Answer answer = plain.answer(Sdp.parse(PHONE + """
        m=audio 4000 RTP/AVP 0 107 8 97 98 13
        a=rtpmap:107 opus/48000/2
        a=rtpmap:97 telephone-event/8000
        a=rtpmap:98 telephone-event/48000
        a=rtcp-mux
        a=ptime:30
        m=video 4002 RTP/AVP 96
        a=rtpmap:96 H264/90000
        """));
    assertEquals(lines("""
        v=0
        o=- 77 1 IN IP4 198.51.100.9
        s=-
        c=IN IP4 198.51.100.9
        t=7 9
        m=audio 10000 RTP/AVP 0 13 97
        a=rtpmap:0 PCMU/8000
        a=rtpmap:13 CN/8000
        a=rtpmap:97 telephone-event/8000
        a=fmtp:97 0-16
        a=ptime:20
        a=maxptime:60
        a=rtcp-mux
        a=rtcp:10000
        a=sendrecv
        m=video 0 RTP/AVP 96
        """), answer.sdp().write());
    InetSocketAddress remote = new InetSocketAddress("192.0.2.1", 4000);
    assertEquals(new Agreed(List.of(PCMU), 97, 97, new Agreed.Remote(remote, remote), true,
        Direction.SENDRECV, 30, null, null), answer.agreed());
  }

  @Test
  void opusTakesTheEventsAt48000() {
    Negotiation.Answer answer = negotiation(Keying.OFF, RtpCodec.OPUS).answer(Sdp.parse(PHONE + """
        m=audio 4000 RTP/AVP 107 97 98
        a=rtpmap:107 opus/48000/2
        a=rtpmap:97 telephone-event/8000
        a=rtpmap:98 telephone-event/48000
        """));
    assertEquals(List.of("107", "98"), answer.sdp().media().get(0).formats());
    assertEquals("107 minptime=10;useinbandfec=1",
        answer.sdp().media().get(0).lines().attribute("fmtp"));
    assertEquals(98, answer.agreed().sendEvents());
  }

  @Test
  void ourOfferNamesAllWeHave() {
    assertEquals(lines("""
        v=0
        o=- 77 1 IN IP4 198.51.100.9
        s=-
        c=IN IP4 198.51.100.9
        t=0 0
        m=audio 10000 RTP/AVP 0 8 9 101
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:9 G722/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-16
        a=ptime:20
        a=maxptime:60
        a=rtcp-mux
        a=rtcp:10000
        a=sendrecv
        """), plain.offer(false).write());
  }

  @Test
  void anAnswerMayUseNumbersOfItsOwnAndSeveralCodecs() {
    plain.offer(false);
    Agreed agreed = plain.answered(Sdp.parse(PHONE + """
        m=audio 4000 RTP/AVP 96 0 100
        a=rtpmap:96 PCMA/8000
        a=rtpmap:100 telephone-event/8000
        a=rtcp:4009 IN IP4 192.0.2.7
        a=sendonly
        """));
    assertEquals(
        new Agreed(List.of(new Payload(RtpCodec.PCMA, 96, 8), PCMU), 100, 101,
            new Agreed.Remote(new InetSocketAddress("192.0.2.1", 4000),
                new InetSocketAddress("192.0.2.7", 4009)),
            false, Direction.RECVONLY, 20, null, null),
        agreed);
  }

  @ParameterizedTest
  @CsvSource({"sendrecv,sendrecv", "sendonly,recvonly", "recvonly,sendonly", "inactive,inactive"})
  void theirHoldIsMirrored(String theirs, String ours) {
    Negotiation.Answer answer = plain.answer(audio("a=" + theirs + "\n"));
    assertEquals(ours, answer.agreed().direction().attribute());
    assertTrue(answer.sdp().media().get(0).lines().has(ours));
  }

  @Test
  void theHoldOfOldIsAnAddressOfZeros() {
    Negotiation.Answer answer = plain.answer(audio("c=IN IP4 0.0.0.0\n"));
    assertEquals(null, answer.agreed().remote());
    assertEquals(Direction.RECVONLY, answer.agreed().direction());
  }

  @Test
  void whileWeHoldTheirOffersDoNotEndIt() {
    plain.answer(audio(""));
    assertTrue(plain.offer(true).media().get(0).lines().has("sendonly"));
    assertEquals(Direction.SENDONLY, plain.answered(audio("a=recvonly\n")).direction());
    assertEquals(Direction.SENDONLY, plain.answer(audio("")).agreed().direction());
    assertTrue(plain.offer(false).media().get(0).lines().has("sendrecv"));
    assertEquals(Direction.SENDRECV, plain.answered(audio("")).direction());
  }

  @Test
  void aNewOfferKeepsNumbersAndLinesOfTheSession() {
    plain.answer(Sdp.parse(PHONE + """
        m=video 4002 RTP/AVP 96
        m=audio 4000 RTP/AVP 0 101 97
        a=rtpmap:101 opus/48000/2
        a=rtpmap:97 telephone-event/8000
        """));
    assertEquals(List.of("video 0 [96]", "audio 10000 [0, 97]"), plain.offer(true).media().stream()
        .map(line -> line.kind() + " " + line.port() + " " + line.formats()).toList());
  }

  @Test
  void theVersionGrowsByOneOnlyWhenSomethingChanges() {
    assertEquals(List.of(1L, 1L, 2L, 2L, 3L),
        List.of(version(plain.answer(audio("")).sdp()), version(plain.answer(audio("")).sdp()),
            version(plain.answer(audio("a=sendonly\n")).sdp()),
            version(plain.answer(audio("a=sendonly\n")).sdp()),
            version(plain.answer(audio("")).sdp())));
  }

  @ParameterizedTest
  @CsvSource({"'',20", "a=ptime:10,10", "a=ptime:60,60", "a=ptime:5,10", "a=ptime:200,60",
      "a=ptime:25,20", "'a=ptime:40\na=maxptime:30',30", "a=ptime:x,20"})
  void packetsAreAsLongAsTheyWantWithinReason(String attributes, int millis) {
    assertEquals(millis, plain.answer(audio(attributes + "\n")).agreed().ptimeMillis());
  }

  @Test
  void withoutMuxControlPacketsGoToTheNextPort() {
    assertEquals(
        new Agreed.Remote(new InetSocketAddress("192.0.2.1", 4000),
            new InetSocketAddress("192.0.2.1", 4001)),
        plain.answer(audio("")).agreed().remote());
    assertEquals("10001",
        plain.answer(audio("")).sdp().media().get(0).lines().attribute("rtcp"));
  }

  @Test
  void keysAreExchangedAndOursStaysTheSame() {
    Negotiation secure = negotiation(Keying.REQUIRED);
    Sdp offer = secureAudio("RTP/SAVP", "a=crypto:4 UNKNOWN inline:" + KEY
        + "\na=crypto:5 AES_CM_128_HMAC_SHA1_32 inline:" + KEY + "\n");
    Negotiation.Answer answer = secure.answer(offer);
    assertEquals("RTP/SAVP", answer.sdp().media().get(0).protocol());
    assertEquals("5 AES_CM_128_HMAC_SHA1_32 inline:" + OUR_KEY,
        answer.sdp().media().get(0).lines().attribute("crypto"));
    assertEquals(new Crypto(5, SrtpSuite.AES_CM_128_HMAC_SHA1_32, "A".repeat(30).getBytes()),
        answer.agreed().incoming());
    assertEquals(answer.agreed().outgoing(), secure.answer(offer).agreed().outgoing());
  }

  @Test
  void anOfferOfOursHasAKeyForEachSuiteAndTheAnswerChooses() {
    Negotiation secure = negotiation(Keying.REQUIRED);
    assertEquals(3, secure.offer(false).media().get(0).lines().attributes("crypto").size());
    Agreed agreed = secure.answered(secureAudio("RTP/SAVP",
        "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:" + KEY + "\n"));
    assertEquals("2 AES_CM_128_HMAC_SHA1_32", String.valueOf(agreed.outgoing()));
    assertEquals("2 AES_CM_128_HMAC_SHA1_32", String.valueOf(agreed.incoming()));
  }

  @Test
  void optionalEncryptionIsOfferedInAPlainProfileAndMayBeLeftOut() {
    Negotiation optional = negotiation(Keying.OPTIONAL);
    assertEquals("RTP/AVP", optional.offer(false).media().get(0).protocol());
    assertEquals(null, optional.answered(audio("")).outgoing());
  }

  @Test
  void optionalEncryptionTakesTheEncryptedOfTwoLines() {
    Negotiation.Answer answer = negotiation(Keying.OPTIONAL).answer(Sdp.parse(PHONE
        + "m=audio 4000 RTP/AVP 0\nm=audio 4002 RTP/SAVP 0\n"
        + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "\n"));
    assertEquals(List.of(0, 10_000), answer.sdp().media().stream().map(MediaLine::port).toList());
    assertEquals("1 AES_CM_128_HMAC_SHA1_80", String.valueOf(answer.agreed().incoming()));
  }

  @Test
  void withoutEncryptionHereAKeyInAPlainProfileIsNotAnswered() {
    Negotiation.Answer answer = plain
        .answer(audio("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "\n"));
    assertEquals(false, answer.sdp().media().get(0).lines().has("crypto"));
    assertEquals(null, answer.agreed().outgoing());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"OFF|m=video 4000 RTP/AVP 96|488|no audio",
      "OFF|m=audio 0 RTP/AVP 0|488|no audio",
      "OFF|m=audio 4000 RTP/AVP 18|488|no codec in common",
      "OFF|m=audio 4000 RTP/SAVP 0|488|no SRTP here",
      "OPTIONAL|m=audio 4000 RTP/SAVP 0|488|no key",
      "REQUIRED|m=audio 4000 RTP/AVP 0|488|SRTP is required",
      "OFF|'m=audio 4000 RTP/AVP 0\nc=IN IP4 224.0.0.1'|488|multicast",
      "OFF|'m=audio 4000 RTP/AVP 0\nc=IN IP4 host.example'|488|not an IP address",
      "OFF|'m=audio 4000 RTP/AVP 0\nc=IN IP4'|400|no address"})
  void whatCanNotBeIsRefusedWithTheReasonAndChangesNothing(Keying keying, String media, int code,
      String reason) {
    Negotiation negotiation = negotiation(keying);
    SdpFailed failed = assertThrows(SdpFailed.class,
        () -> negotiation.answer(Sdp.parse(PHONE + media + "\n")));
    assertEquals(code, failed.code());
    assertTrue(failed.reason().contains(reason), failed.reason());
    assertEquals(1, version(negotiation.offer(false)));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"m=audio 0 RTP/AVP 0|audio was refused",
      "m=audio 4000 RTP/AVP 18|no codec in common", "m=audio 4000 RTP/SAVP 0|no key of SRTP"})
  void anAnswerThatDoesNotFitIsRefused(String media, String reason) {
    plain.offer(false);
    SdpFailed failed = assertThrows(SdpFailed.class,
        () -> plain.answered(Sdp.parse(PHONE + media + "\n")));
    assertEquals(488, failed.code());
    assertTrue(failed.reason().contains(reason), failed.reason());
  }

  @Test
  void anAnswerWithoutMediaIsRefused() {
    plain.offer(false);
    assertEquals(488,
        assertThrows(SdpFailed.class, () -> plain.answered(Sdp.parse(PHONE))).code());
  }

  private static long version(Sdp sdp) {
    return Long.parseLong(String.valueOf(sdp.session().first('o')).split(" ")[2]);
  }

  private static Sdp audio(String more) {
    return Sdp.parse(PHONE + "m=audio 4000 RTP/AVP 0\n" + more);
  }

  private static Sdp secureAudio(String protocol, String more) {
    return Sdp.parse(PHONE + "m=audio 4000 " + protocol + " 0\n" + more);
  }

  private static Negotiation negotiation(Keying keying, RtpCodec... codecs) {
    List<RtpCodec> ours = codecs.length > 0
        ? List.of(codecs)
        : List.of(RtpCodec.PCMU, RtpCodec.PCMA, RtpCodec.G722);
    return new Negotiation(
        new Terms("77", "198.51.100.9", 10_000, 10_001, ours, keying, byte[]::new));
  }

  private static String lines(String text) {
    return text.replace("\n", "\r\n");
  }
}
