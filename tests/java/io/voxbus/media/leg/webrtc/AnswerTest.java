package io.voxbus.media.leg.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.voxbus.dtls.Fingerprint;
import io.voxbus.ice.Candidate;
import io.voxbus.ice.Credentials;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.sdp.SdpFailed;
import io.voxbus.testing.webrtc.Offers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
  private static final String TO_SAFARI = """
      v=0
      o=- 77 1 IN IP4 127.0.0.1
      s=-
      t=0 0
      a=group:BUNDLE audio
      a=ice-lite
      a=msid-semantic:WMS voxbus
      m=audio 10000 UDP/TLS/RTP/SAVPF 63 111 110
      c=IN IP4 192.0.2.1
      a=rtcp:9 IN IP4 0.0.0.0
      a=ice-ufrag:ourUfrag
      a=ice-pwd:ourPassword
      a=fingerprint:sha-256 AB:CD
      a=setup:passive
      a=mid:audio
      a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
      a=sendrecv
      a=rtcp-mux
      a=rtcp-rsize
      a=rtpmap:63 red/48000/2
      a=fmtp:63 111/111
      a=rtpmap:111 opus/48000/2
      a=fmtp:111 minptime=10;useinbandfec=1;maxplaybackrate=16000
      a=rtpmap:110 telephone-event/48000
      a=fmtp:110 0-15
      a=ptime:20
      a=msid:voxbus voxbus-audio
      a=candidate:1 1 udp 2130706175 192.0.2.1 10000 typ host
      a=candidate:2 1 udp 2130705919 2001:db8:0:0:0:0:0:1 10000 typ host
      a=end-of-candidates
      m=video 0 UDP/TLS/RTP/SAVPF 96 97
      c=IN IP4 0.0.0.0
      a=inactive
      a=mid:video
      m=application 0 UDP/DTLS/SCTP webrtc-datachannel
      c=IN IP4 0.0.0.0
      a=inactive
      a=mid:data
      """.replace("\n", "\r\n");
  private static final List<RtpCodec> CODECS = List.of(RtpCodec.OPUS, RtpCodec.G722,
      RtpCodec.PCMU, RtpCodec.PCMA);
  private static final Fingerprint OURS = new Fingerprint("sha-256", "AB:CD");
  private static final Answer ANSWER = new Answer("77", OURS,
      new WebRtcConfig.OpusConfig(0, null, 0, null, null, null), true, false);
  private static final Credentials CREDENTIALS = new Credentials("ourUfrag", "ourPassword");
  private static final List<Candidate> CANDIDATES = List.of(candidate(1, "192.0.2.1"),
      candidate(2, "2001:db8::1"));

  @Test
  void chromiumGetsOpusWithEventsOfTheSameClock() {
    assertEquals("""
        v=0
        o=- 77 1 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        a=ice-lite
        a=msid-semantic:WMS voxbus
        m=audio 10000 UDP/TLS/RTP/SAVPF 63 111 110
        c=IN IP4 192.0.2.1
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:ourUfrag
        a=ice-pwd:ourPassword
        a=fingerprint:sha-256 AB:CD
        a=setup:passive
        a=mid:0
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=sendrecv
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:63 red/48000/2
        a=fmtp:63 111/111
        a=rtpmap:111 opus/48000/2
        a=fmtp:111 minptime=10;useinbandfec=1;maxplaybackrate=16000
        a=rtpmap:110 telephone-event/48000
        a=fmtp:110 0-15
        a=ptime:20
        a=msid:voxbus voxbus-audio
        a=candidate:1 1 udp 2130706175 192.0.2.1 10000 typ host
        a=candidate:2 1 udp 2130705919 2001:db8:0:0:0:0:0:1 10000 typ host
        a=end-of-candidates
        """.replace("\n", "\r\n"), answer("chromium", CODECS));
  }

  @Test
  void firefoxGetsOpusWithTheOnlyEventsThatItHas() {
    assertEquals("""
        v=0
        o=- 77 1 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        a=ice-lite
        a=msid-semantic:WMS voxbus
        m=audio 10000 UDP/TLS/RTP/SAVPF 109 101
        c=IN IP4 192.0.2.1
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:ourUfrag
        a=ice-pwd:ourPassword
        a=fingerprint:sha-256 AB:CD
        a=setup:passive
        a=mid:0
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=sendrecv
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:109 opus/48000/2
        a=fmtp:109 minptime=10;useinbandfec=1;maxplaybackrate=16000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=ptime:20
        a=msid:voxbus voxbus-audio
        a=candidate:1 1 udp 2130706175 192.0.2.1 10000 typ host
        a=candidate:2 1 udp 2130705919 2001:db8:0:0:0:0:0:1 10000 typ host
        a=end-of-candidates
        """.replace("\n", "\r\n"), answer("firefox", CODECS));
  }

  @Test
  void pionGetsTheOneCodecItHas() {
    assertEquals("""
        v=0
        o=- 77 1 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        a=ice-lite
        a=msid-semantic:WMS voxbus
        m=audio 10000 UDP/TLS/RTP/SAVPF 9
        c=IN IP4 192.0.2.1
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:ourUfrag
        a=ice-pwd:ourPassword
        a=fingerprint:sha-256 AB:CD
        a=setup:passive
        a=mid:0
        a=sendrecv
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:9 G722/8000
        a=ptime:20
        a=msid:voxbus voxbus-audio
        a=candidate:1 1 udp 2130706175 192.0.2.1 10000 typ host
        a=candidate:2 1 udp 2130705919 2001:db8:0:0:0:0:0:1 10000 typ host
        a=end-of-candidates
        """.replace("\n", "\r\n"), answer("pion", CODECS));
  }

  @Test
  void safariHasItsVideoAndItsDataRefused() {
    assertEquals(TO_SAFARI, answer("safari", CODECS));
  }

  @Test
  void credentialsThatWouldMakeChecksLargeAreRefused() {
    String long257 = "a=ice-ufrag:" + "u".repeat(257) + "\r\na=nothing:";
    SdpFailed failed = assertThrows(SdpFailed.class,
        () -> Offer.of(Offers.read("chromium").replace("a=ice-ufrag:", long257), CODECS));
    assertEquals("488 a=ice-ufrag is too long", failed.code() + " " + failed.reason());
  }

  @Test
  void whoLooksForClientsIsNotLite() {
    Answer full = new Answer("77", OURS, new WebRtcConfig.OpusConfig(0, null, 0, null, null, null),
        false, false);
    assertEquals(answer("chromium", CODECS).replace("a=ice-lite\r\n", ""),
        full.write(offer("chromium"), 1, CREDENTIALS, CANDIDATES));
  }

  @Test
  void whoIsToldOfFurtherCandidatesLaterIsNotToldThatTheseAreAll() {
    Answer trickling = new Answer("77", OURS,
        new WebRtcConfig.OpusConfig(0, null, 0, null, null, null),
        true, true);
    assertEquals(
        answer("chromium", CODECS).replace("a=end-of-candidates\r\n", "")
            .replace("a=msid-semantic", "a=ice-options:trickle\r\na=msid-semantic"),
        trickling.write(offer("chromium"), 1, CREDENTIALS, CANDIDATES));
  }

  @ParameterizedTest
  @CsvSource({"sendrecv, sendrecv", "sendonly, recvonly", "recvonly, sendonly",
      "inactive, inactive"})
  void theDirectionIsMirrored(String theirs, String ours) {
    String answer = answer(Offers.read("chromium").replace("a=sendrecv", "a=" + theirs), CODECS,
        1);
    assertEquals("a=" + ours, line(answer, "a=" + ours));
    assertEquals(ours.startsWith("send"), answer.contains("a=msid:"));
  }

  @Test
  void packetsThatRepeatEarlierOnesAreNotAskedForWhereTheyAreNotWanted() {
    Answer plain = new Answer("77", OURS,
        new WebRtcConfig.OpusConfig(0, null, 0, false, null, null),
        true, false);
    assertEquals("m=audio 10000 UDP/TLS/RTP/SAVPF 111 110",
        line(plain.write(offer("chromium"), 1, CREDENTIALS, CANDIDATES), "m=audio"));
  }

  @Test
  void browsersAreAskedToLeaveSilenceOutWhereThatIsWanted() {
    Answer pausing = new Answer("77", OURS,
        new WebRtcConfig.OpusConfig(0, null, 0, null, true, null), true, false);
    assertEquals("a=fmtp:111 minptime=10;useinbandfec=1;maxplaybackrate=16000;usedtx=1",
        line(pausing.write(offer("chromium"), 1, CREDENTIALS, CANDIDATES), "a=fmtp:111"));
  }

  @Test
  void theNumberOfTheAudioLevelIsTheOffers() {
    assertEquals(1, offer("chromium").levelId());
    assertEquals(0, offer("pion").levelId());
    assertEquals(0, Offer.of(Offers.read("chromium").replace("extmap:1 urn", "extmap:99 urn"),
        CODECS).levelId());
  }

  @Test
  void ourPreferenceDecidesWhichCodecIsTaken() {
    assertEquals("m=audio 10000 UDP/TLS/RTP/SAVPF 8 126",
        line(answer("chromium", List.of(RtpCodec.PCMA, RtpCodec.OPUS)), "m=audio"));
  }

  @Test
  void candidatesOfOtherComponentsAndHiddenNamesAreDropped() {
    assertEquals(List.of("192.0.2.44", "192.0.2.44"),
        offer("chromium").candidates().stream().map(Candidate::address).toList());
    assertEquals(List.of("2001:db8:7::23", "203.0.113.80"),
        offer("pion").candidates().stream().map(Candidate::address).toList());
  }

  @Test
  void newCredentialsAreARestart() {
    Offer before = offer("chromium");
    Offer after = Offer.of(Offers.read("chromium").replace("EsAw", "Next"), CODECS);
    assertEquals(true, after.restarts(before));
    assertEquals(false, before.restarts(before));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "m=audio|m=video|488|no audio over DTLS in the offer",
      "m=audio 52217|m=audio 0|488|no audio over DTLS in the offer",
      "UDP/TLS/RTP/SAVPF|RTP/AVP|488|no audio over DTLS in the offer",
      "a=fingerprint|a=nothing|488|no a=fingerprint in the offer",
      "sha-256 DA:39|md5 DA:39|488|a=fingerprint: no fingerprint with one of"
          + " [sha-1, sha-224, sha-256, sha-384, sha-512]",
      "a=ice-ufrag|a=nothing|488|no a=ice-ufrag in the offer",
      "a=ice-pwd|a=nothing|488|no a=ice-pwd in the offer",
      "a=setup:actpass|a=setup:passive|488|a=setup:passive, we wait for the client's DTLS",
      "a=rtcp-mux|a=nothing|488|no a=rtcp-mux: RTCP has no port of its own here",
      "SAVPF 111 63 9 0 8 13 110 126|SAVPF 63 13|488|"
          + "no codec in common: [red, CN] there, [opus, G722, PCMU, PCMA] here",
      "v=0|hello|400|not a line of SDP: hello"})
  void anOfferThatWeCanDoNothingWithIsRefusedWithTheReason(String from, String to, int code,
      String reason) {
    SdpFailed failed = assertThrows(SdpFailed.class,
        () -> Offer.of(Offers.read("chromium").replace(from, to), CODECS));
    assertEquals(code + " " + reason, failed.code() + " " + failed.reason());
  }

  private static String answer(String browser, List<RtpCodec> codecs) {
    return answer(Offers.read(browser), codecs, 1);
  }

  private static String answer(String offer, List<RtpCodec> codecs, int version) {
    return ANSWER.write(Offer.of(offer, codecs), version, CREDENTIALS, CANDIDATES);
  }

  private static Offer offer(String browser) {
    return Offer.of(Offers.read(browser), CODECS);
  }

  private static String line(String sdp, String start) {
    return sdp.lines().filter(line -> line.startsWith(start)).findFirst().orElse("none");
  }

  private static Candidate candidate(int number, String address) {
    return Candidate.host(number,
        new InetSocketAddress(InetAddress.ofLiteral(address), 10_000), 65_535 - number);
  }
}
