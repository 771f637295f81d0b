package io.voxbus.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.rtp.RtpCodec;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What two sides have agreed is offered again from another address. */
class ResumedNegotiationTest {
  private static final String KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB";
  private static final String PHONE = """
      v=0
      o=phone 1 1 IN IP4 192.0.2.1
      s=call
      c=IN IP4 192.0.2.1
      t=0 0
      """;
  private static final String CRYPTO = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "\n";

  private final Random random = new Random(1);

  @Test
  void anAnswerIsOfferedAgainUnderTheNumbersOfTheCaller() {
    Sdp theirs = Sdp.parse(PHONE + """
        m=video 4002 RTP/AVP 96
        m=audio 4000 RTP/AVP 8 97
        a=rtpmap:97 telephone-event/8000
        """);
    Sdp ours = negotiation("10.0.0.1", 1000).answer(theirs).sdp();

    Sdp again = Negotiation.resumed(terms("10.0.0.2", 2000), read(ours), theirs, 1).open();

    assertEquals("- 77 2 IN IP4 10.0.0.2", again.session().first('o'));
    assertEquals("IN IP4 10.0.0.2", again.session().first('c'));
    assertEquals(0, again.media().get(0).port());
    assertEquals(2000, again.media().get(1).port());
    assertEquals(List.of("8", "97"), again.media().get(1).formats());
  }

  /** An offer that was made elsewhere meanwhile, and of which no more is known, has had a number of its own. */
  @Test
  void eachOfferThatMayHaveBeenHeardHasAnotherVersion() {
    Sdp theirs = Sdp.parse(PHONE + "m=audio 4000 RTP/AVP 0\n");
    Sdp ours = negotiation("10.0.0.1", 1000).answer(theirs).sdp();

    Negotiation third = Negotiation.resumed(terms("10.0.0.2", 2000), read(ours), theirs, 2);

    assertEquals("- 77 3 IN IP4 10.0.0.2", third.open().session().first('o'));
  }

  @Test
  void anOfferOfOursIsOfferedAgainWithWhatTheyTook() {
    Sdp ours = negotiation("10.0.0.1", 1000).offer(false);
    Sdp theirs = Sdp.parse(PHONE + """
        m=audio 4000 RTP/AVP 0 120
        a=rtpmap:120 telephone-event/8000
        """);
    Negotiation next = Negotiation.resumed(terms("10.0.0.2", 2000), read(ours), theirs, 1);

    Sdp again = next.open();

    assertEquals(List.of("0", "101"), again.media().get(0).formats());
    Agreed agreed = next.answered(theirs);
    assertEquals(RtpCodec.PCMU, agreed.sending().codec());
    assertEquals(120, agreed.sendEvents());
    assertEquals(101, agreed.receiveEvents());
  }

  @Test
  void keysStayAsTheyWere() {
    Sdp theirs = Sdp.parse(PHONE + "m=audio 4000 RTP/SAVP 0\n" + CRYPTO);
    Sdp ours = negotiation("10.0.0.1", 1000).answer(theirs).sdp();

    Sdp again = Negotiation.resumed(terms("10.0.0.2", 2000), read(ours), theirs, 1).open();

    assertEquals("RTP/SAVP", again.media().get(0).protocol());
    assertEquals(1, again.media().get(0).lines().attributes("crypto").size());
    assertEquals(ours.media().get(0).lines().attributes("crypto"),
        again.media().get(0).lines().attributes("crypto"));
  }

  @Test
  void whomWeHeldIsStillHeldButNotWhoHeldUs() {
    Sdp theirs = Sdp.parse(PHONE + "m=audio 4000 RTP/AVP 0\n");
    Negotiation before = negotiation("10.0.0.1", 1000);
    before.answer(theirs);
    Sdp held = before.offer(true);
    Sdp answer = Sdp.parse(PHONE + "m=audio 4000 RTP/AVP 0\na=recvonly\n");

    assertTrue(Negotiation.resumed(terms("10.0.0.2", 2000), read(held), answer, 1).open().media()
        .get(0).lines().has("sendonly"));

    Sdp holding = Sdp.parse(PHONE + "m=audio 4000 RTP/AVP 0\na=sendonly\n");
    Sdp ours = negotiation("10.0.0.1", 1000).answer(holding).sdp();
    Sdp again = Negotiation.resumed(terms("10.0.0.2", 2000), read(ours), holding, 1).open();
    assertFalse(again.media().get(0).lines().has("sendonly"));
    assertTrue(again.media().get(0).lines().has("sendrecv"));
  }

  @Test
  void whatAgreesOnNothingCanNotGoOn() {
    Sdp ours = negotiation("10.0.0.1", 1000).offer(false);
    Sdp theirs = Sdp.parse(PHONE + "m=audio 4000 RTP/AVP 18\n");
    Terms terms = terms("10.0.0.2", 2000);
    assertThrows(SdpFailed.class, () -> Negotiation.resumed(terms, ours, theirs, 1));
    Sdp nameless = Sdp.parse(ours.write().replaceFirst("o=- 77 1", "o=- 77 x"));
    assertEquals(400, assertThrows(SdpFailed.class,
        () -> Negotiation.resumed(terms, nameless, theirs, 1)).code());
  }

  private static Sdp read(Sdp written) {
    return Sdp.parse(written.write());
  }

  private Negotiation negotiation(String host, int port) {
    return new Negotiation(terms(host, port));
  }

  private Terms terms(String host, int port) {
    return new Terms("77", host, port, port + 1, List.of(RtpCodec.PCMU, RtpCodec.PCMA),
        Keying.OPTIONAL, count -> {
          byte[] bytes = new byte[count];
          random.nextBytes(bytes);
          return bytes;
        });
  }
}
