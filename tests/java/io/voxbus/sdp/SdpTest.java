package io.voxbus.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdpTest {
  private static final String BROWSER = """
      v=0
      o=- 18446744073709551615 2 IN IP4 127.0.0.1
      s=-
      t=0 0
      a=group:BUNDLE 0 1
      a=msid-semantic: WMS
      x=whatever
      m=audio 9 UDP/TLS/RTP/SAVPF 111 9 0 110 126
      c=IN IP4 0.0.0.0
      a=rtcp:9 IN IP4 0.0.0.0
      a=ice-ufrag:abcd
      a=candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host
      a=candidate:2 1 udp 2122260222 192.0.2.2 50001 typ host
      a=fingerprint:sha-256 AA:BB
      a=setup:actpass
      a=mid:0
      a=sendrecv
      a=rtcp-mux
      a=rtpmap:111 opus/48000/2
      a=fmtp:111 minptime=10;useinbandfec=1
      a=rtpmap:9 G722/8000
      a=rtpmap:110 telephone-event/48000
      a=rtpmap:126 telephone-event/8000
      m=application 9 UDP/DTLS/SCTP webrtc-datachannel
      c=IN IP4 0.0.0.0
      a=mid:1
      """;

  @Test
  void everyLineComesBackAsItWasWithCrlf() {
    assertEquals(BROWSER.replace("\n", "\r\n"), Sdp.parse(BROWSER).write());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n", "\r", "\n\n", " \r\n"})
  void linesMayEndInAnyWay(String end) {
    assertEquals(Sdp.parse(BROWSER), Sdp.parse(BROWSER.replace("\n", end)));
  }

  @Test
  void attributesAreFoundByTheirWholeName() {
    MediaLine audio = Sdp.parse(BROWSER).media().get(0);
    assertEquals("abcd", audio.lines().attribute("ice-ufrag"));
    assertEquals("", audio.lines().attribute("rtcp-mux"));
    assertNull(audio.lines().attribute("ice"));
    assertEquals(2, audio.lines().attributes("candidate").size());
  }

  @Test
  void payloadNumbersStandForWhatTheirMapsSayOrTheStandardFixes() {
    assertEquals(
        List.of(new Format(111, "opus", 48_000, 2, "minptime=10;useinbandfec=1"),
            new Format(9, "G722", 8000, 1, ""), new Format(0, "PCMU", 8000, 1, ""),
            new Format(110, "telephone-event", 48_000, 1, ""),
            new Format(126, "telephone-event", 8000, 1, "")),
        Sdp.parse(BROWSER).media().get(0).payloads());
  }

  @Test
  void numbersWithoutOrWithBrokenMapsAreLeftOut() {
    MediaLine line = Sdp.parse("""
        v=0
        m=audio 4000/2 RTP/AVP 96 97 98 x 300 8
        a=rtpmap:97 nonsense
        a=rtpmap:98 speex/fast
        a=rtpmap
        """).media().get(0);
    assertEquals(List.of(new Format(8, "PCMA", 8000, 1, "")), line.payloads());
    assertEquals(List.of(4000, 2), List.of(line.port(), line.ports()));
  }

  @Test
  void connectionAndDirectionOfTheMediumWinOverTheSessions() {
    Sdp sdp = Sdp.parse("""
        v=0
        c=IN IP4 192.0.2.1
        a=sendonly
        m=audio 4000 RTP/AVP 0
        m=audio 4002 RTP/AVP 0
        c=IN IP6 2001:db8::1
        a=inactive
        """);
    assertEquals(List.of("IN IP4 192.0.2.1", "IN IP6 2001:db8::1"),
        sdp.media().stream().map(sdp::connection).toList());
    assertEquals(List.of(Direction.SENDONLY, Direction.INACTIVE),
        sdp.media().stream().map(sdp::direction).toList());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"''|begins with v=0", "hello world|not a line of SDP",
      "o=- 1 1 IN IP4 1.2.3.4|begins with v=0", "'v=0\nm=audio RTP/AVP 0'|m=audio",
      "'v=0\nm=audio x RTP/AVP 0'|port", "'v=0\nm=audio 70000 RTP/AVP 0'|port",
      "'v=0\nm=audio 1/0 RTP/AVP 0'|port", "'v=0\n1=2'|not a line", "'v=0\nv'|not a line"})
  void whatIsNoDescriptionIsRefusedWithItsReason(String text, String reason) {
    SdpFailed failed = assertThrows(SdpFailed.class, () -> Sdp.parse(text));
    assertEquals(400, failed.code());
    assertTrue(failed.reason().contains(reason), failed.reason());
  }

  @Test
  void moreThanAnybodyMeansIsRefused() {
    for (String flood : List.of("a=x\n".repeat(2001), "m=audio 1 RTP/AVP 0\n".repeat(33),
        "a=" + "x".repeat(70_000) + "\n", "a=x\n".repeat(100_000))) {
      assertEquals(400, assertThrows(SdpFailed.class, () -> Sdp.parse("v=0\n" + flood)).code());
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', nullValues = "-", value = {
      "1 AES_CM_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw|1 AES_CM_128_HMAC_SHA1_80",
      "2 aes_cm_128_hmac_sha1_32 INLINE:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw!2^31|2 AES_CM_128_HMAC_SHA1_32",
      "3 AEAD_AES_128_GCM inline:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3OA==|3 AEAD_AES_128_GCM",
      "1 AES_CM_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw!2^31!1:4|-",
      "1 AES_CM_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw UNENCRYPTED_SRTP|-",
      "1 AES_CM_128_HMAC_SHA1_80 inline:short|-", "1 F8_128_HMAC_SHA1_80 inline:MTIz|-",
      "x AES_CM_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw|-", "1|-"})
  void keysAreReadWhenWeCanUseThem(String value, String read) {
    Crypto crypto = Crypto.parse(value.replace('!', '|'));
    assertEquals(read, crypto == null ? null : crypto.toString());
  }
}
