package io.voxbus.sip.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A message of our own making for each rule. */
class StrictTest {
  private static final String GOOD = """
      INVITE sip:desk@node.test SIP/2.0
      Via: SIP/2.0/UDP phone.test:5070;branch=z9hG4bK1;rport
      From: "A, B" <sip:a@phone.test>;tag=1
      To: <sip:desk@node.test>
      Call-ID: one@phone.test
      CSeq: 7 INVITE
      Max-Forwards: 70
      Contact: <sip:a@phone.test:5070>
      Content-Length: 0

      """;

  private static Verdict judge(String text) {
    return judge(text, "UDP");
  }

  private static Verdict judge(String text, String transport) {
    return Strict.judge(bytes(text), transport, new Limits(20, 300, 2000));
  }

  private static byte[] bytes(String text) {
    return text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String with(String from, String to) {
    assertTrue(GOOD.contains(from), from);
    return GOOD.replace(from, to);
  }

  private static String answer(String text) {
    return switch (judge(text)) {
      case Verdict.Refuse(Head head, int status, String reason) -> status + " " + reason;
      case Verdict.Ignore(String reason) -> "silence";
      case Verdict.Accept accept -> "accepted";
    };
  }

  @Test
  void aGoodMessageIsAccepted() {
    Verdict.Accept accepted = assertInstanceOf(Verdict.Accept.class, judge(GOOD));
    assertEquals("one@phone.test", accepted.callId());
    assertEquals(bytes(GOOD).length, accepted.length());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
      "INVITE sip:desk@node.test|INVITE  sip:desk@node.test|400 Malformed Start Line",
      "node.test SIP/2.0|node.test SIP/2.0 |400 Malformed Start Line",
      "desk@node.test SIP|desk @node.test SIP|400 Malformed Start Line",
      "INVITE sip|IN(VITE sip|400 Malformed Start Line",
      "test SIP/2.0|test SIP/3.0|505 Version Not Supported",
      "test SIP/2.0|test SIP/2.1|505 Version Not Supported",
      "sip:desk@node.test SIP|<sip:desk@node.test> SIP|400 Malformed Request-URI",
      "sip:desk@node.test SIP|sip:d\u00e9sk@node.test SIP|400 Malformed Request-URI",
      "sip:desk@node.test SIP|h323:desk@node.test SIP|416 Unsupported URI Scheme",
      "sip:desk@node.test SIP|desk SIP|416 Unsupported URI Scheme",
      "sip:desk@node.test SIP|sip:desk@node.test?Subject=x SIP|400 Header Fields In Request-URI",
      "sip:desk@node.test SIP|sip:desk@2001:db8::1 SIP|400 Malformed Host In Request-URI",
      "sip:desk@node.test SIP|sip:desk@[2001:db8::1 SIP|400 Malformed Host In Request-URI",
      "sip:desk@node.test SIP|sip:desk@node.test:port SIP|400 Malformed Host In Request-URI",
      "Max-Forwards:|Max Forwards:|400 Malformed header field",
      "Max-Forwards: 70|Max-Forwards|400 Malformed header field",
      "Max-Forwards: 70|: 70|400 Malformed header field",
      "Max-Forwards: 70|Max-Forwards: 256|400 Malformed max-forwards",
      "Max-Forwards: 70|Max-Forwards: -1|400 Malformed max-forwards",
      "CSeq: 7 INVITE|CSeq: 7 OPTIONS|400 CSeq Does Not Fit Method",
      "CSeq: 7 INVITE|CSeq: 2147483648 INVITE|400 Malformed cseq",
      "CSeq: 7 INVITE|CSeq: x INVITE|400 Malformed cseq",
      "CSeq: 7 INVITE|CSeq: 7|400 Malformed cseq",
      "Call-ID: one@phone.test|Call-ID:|400 Empty call-id",
      "Content-Length: 0|Content-Length: -1|400 Malformed content-length",
      "Content-Length: 0|Content-Length: 5|400 Content-Length Does Not Fit",
      "Content-Length: 0|Expires: 4294967296|400 Malformed expires",
      "Content-Length: 0|Contact: sip:a@b?Route=c|400 Malformed contact",
      "SIP/2.0/UDP|SIP/7.0/UDP|400 Malformed Via",
      "SIP/2.0/UDP|SIP/2.0/TCP|400 Via Names Another Transport"})
  void aBrokenRuleIsToldInAFewWords(String from, String to, String answer) {
    assertEquals(answer, answer(with(from, to)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"From", "To", "Call-ID", "CSeq", "Max-Forwards", "Content-Length"})
  void whatMayStandOnceMayNotStandTwice(String name) {
    String line = GOOD.lines().filter(one -> one.startsWith(name)).findFirst().orElseThrow();
    assertEquals("400 Repeated " + name.toLowerCase(java.util.Locale.ROOT),
        answer(with(line, line + "\n" + line)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"From", "To", "Call-ID", "CSeq"})
  void whatIsNeededMustBeThere(String name) {
    assertEquals("400 Missing " + name.toLowerCase(java.util.Locale.ROOT),
        answer(GOOD.replaceAll(name + ":.*\n", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\nHost: x\n\n", "\n\n", "hello", "REGISTER",
      "INVITE sip:a@b SIP/2.0\nVia: x", "SIP/2.0 200 OK\n\n",
      "\u0000\u0001\u0000\u0008\u0021\u0012\u00a4\u0042\n\n"})
  void whatIsNoRequestGetsNoAnswer(String text) {
    assertEquals("silence", answer(text));
  }

  @Test
  void withoutViaThereIsNobodyToAnswer() {
    assertEquals("silence", answer(GOOD.replaceAll("Via:.*\n", "")));
    assertEquals("silence", answer(with("Via: SIP/2.0/UDP phone", "Via: nonsense")));
  }

  @Test
  void anAckIsNeverAnswered() {
    assertEquals("silence",
        answer(GOOD.replace("INVITE", "ACK").replace("Max-Forwards: 70", "Max-Forwards: 999")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIP/2.0 99 Low", "SIP/2.0 700 High", "SIP/2.0 2000 Long",
      "SIP/3.0 200 OK",
      "SIP/2.0  200 OK", "SIP/2.0 OK"})
  void aResponseThatIsWrongIsDropped(String line) {
    assertEquals("silence", answer(with("INVITE sip:desk@node.test SIP/2.0", line)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIP/2.0 200 OK", "SIP/2.0 180 ",
      "SIP/2.0 603 \u00d0\u00bd\u00d0\u00b5\u00d1\u0082"})
  void aResponseMayGiveAnyReason(String line) {
    assertEquals("accepted", answer(with("INVITE sip:desk@node.test SIP/2.0", line)));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"sip:desk@node.test SIP|sip:what?ever;x=y@node.test SIP",
      "sip:desk@node.test SIP|sip:desk@[2001:db8::1]:5060;lr SIP",
      "sip:desk@node.test SIP|tel:+358-555-1234567;phone-context=x SIP",
      "sip:desk@node.test SIP|SIPS:node.test SIP", "Call-ID: one|i: one", "To: <sip|t:   <sip",
      "Contact:|m :", "INVITE sip|INVITE sip", "SIP/2.0/UDP phone|SIP / 2.0 / UDP   phone",
      "Max-Forwards: 70|Max-Forwards: 0070", "Content-Length: 0|X-Content: none"})
  void whatIsUnusualIsNotWrong(String from, String to) {
    assertEquals("accepted", answer(with(from, to)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Contact: <sip:a@b?Route=c>", "Contact: \"Who?\" <sip:a@b>",
      "Subject: \"\\\u0007 \\\u0000 \\\u007f\""})
  void whatStandsInQuotesOrBracketsIsFree(String line) {
    assertEquals("accepted", answer(with("Content-Length: 0", line)));
  }

  @Test
  void anotherVersionIsToldSoWhereItsOwnViaSays() {
    assertEquals("505 Version Not Supported",
        answer(GOOD.replace("test SIP/2.0", "test SIP/7.0").replace("SIP/2.0/UDP",
            "SIP/7.0/UDP")));
  }

  @Test
  void foldedLinesAreOneLine() {
    assertEquals("accepted", answer(with("CSeq: 7 INVITE", "CSeq: 7\n  INVITE")));
    Verdict.Accept folded = (Verdict.Accept) judge(
        with("Contact: <sip:a@phone.test:5070>", "Subject: one\n two\n\tthree"));
    assertEquals("one two three", folded.head().first("subject").orElseThrow());
  }

  @Test
  void messagesAreLimited() {
    assertEquals("400 Too many header fields",
        answer(with("Max-Forwards: 70", "X: 1\n".repeat(20) + "Max-Forwards: 70")));
    assertEquals("400 Line too long",
        answer(with("Max-Forwards: 70", "X: " + "y".repeat(300))));
    assertEquals("400 Line too long",
        answer(with("Max-Forwards: 70", "X: 1" + "\n yyyyyyyyy".repeat(40))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 11, 27, 127})
  void aHeaderHoldsNoControlCharacter(int character) {
    assertEquals("400 Control character in header",
        answer(with("Max-Forwards: 70", "Subject: a" + (char) character + "b")));
  }

  @Test
  void aBareLineFeedEndsNoLine() {
    String text = GOOD.replace("\n", "\r\n").replace("70\r\n", "70\nX-Injected: 1\r\n");
    assertInstanceOf(Verdict.Refuse.class, Strict.judge(
        text.getBytes(StandardCharsets.ISO_8859_1), "UDP", new Limits(20, 300, 2000)));
  }

  @Test
  void whatFollowsTheBodyIsCutOff() {
    String text = with("Content-Length: 0", "Content-Length: 4") + "bodyINVITE again";
    Verdict.Accept accepted = (Verdict.Accept) judge(text);
    assertEquals(bytes(text).length - "INVITE again".length(), accepted.length());
  }

  @Test
  void emptyLinesBeforeTheMessageAreSkipped() {
    assertEquals("accepted", answer("\n\n" + GOOD));
  }

  @Test
  void onAConnectionTheViaMayNameAnyTransport() {
    assertInstanceOf(Verdict.Accept.class, judge(with("SIP/2.0/UDP", "SIP/2.0/TLS-SCTP"), "TCP"));
  }

  @Test
  void theAnswerCopiesWhatItMustAndNothingElse() {
    Verdict.Refuse refused = (Verdict.Refuse) judge(
        with("test SIP/2.0", "test SIP/7.0").replace("Contact:",
            "Via: SIP/2.0/UDP p2\nX-Evil: <script>\nContact:"));
    String text = new String(Answers.answer(refused, "192.0.2.9", 4444),
        StandardCharsets.ISO_8859_1);
    assertEquals("""
        SIP/2.0 505 Version Not Supported
        Via: SIP/2.0/UDP phone.test:5070;branch=z9hG4bK1;received=192.0.2.9;rport=4444
        From: "A, B" <sip:a@phone.test>;tag=1
        To: <sip:desk@node.test>;tag=%s
        Call-ID: one@phone.test
        CSeq: 7 INVITE
        Via: SIP/2.0/UDP p2
        Content-Length: 0

        """.formatted(Integer.toHexString("one@phone.test".hashCode())).replace("\n", "\r\n"),
        text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "\\\"", "\\\\"})
  void aNameMayBeAsLongAsALineAndIsReadWithoutNestedCalls(String part) throws Exception {
    String name = "\"" + part.repeat(4000 / part.length()) + "\"";
    Verdict[] verdict = new Verdict[1];
    Thread small = new Thread(null, // a stack as small as a thread may have
        () -> verdict[0] = Strict.judge(bytes(with("From: \"A, B\"", "From: " + name)), "UDP",
            Limits.USUAL),
        "small", 160_000);
    small.start();
    small.join();
    assertInstanceOf(Verdict.Accept.class, verdict[0]);
  }

  @ParameterizedTest
  @CsvSource({"<sip:a@h?x=y>,true", "sip:a@h?x=y,false", "\"?\" <sip:a@h>,true",
      "\"? <sip:a@h>,false", "\"\\\"?\" <sip:a@h>,true", "<sip:a@h?,false",
      "\"<\" sip:a@h?x,false", "<sip:a@h>;p=\"?\",true", "<sip:a@h>;p=?,false"})
  void headerFieldsOfAnAddressStandInAngleBrackets(String address, boolean fine) {
    assertEquals(fine, judge(
        with("From: \"A, B\" <sip:a@phone.test>", "From: " + address)) instanceof Verdict.Accept);
  }

  @Test
  void anAnswerIsNotMuchLargerThanItsRequest() {
    Verdict.Refuse refused = (Verdict.Refuse) judge(with("test SIP/2.0", "test SIP/7.0"));
    assertTrue(Answers.answer(refused, "192.0.2.9", 4444).length <= bytes(GOOD).length);
  }

  @Test
  void whatAClientClaimsToHaveBeenReceivedFromIsNotBelieved() {
    Verdict.Refuse refused = (Verdict.Refuse) judge(with("test SIP/2.0", "test SIP/7.0")
        .replace(";rport", ";received=203.0.113.1;rport=99"));
    String text = new String(Answers.answer(refused, "192.0.2.9", 4444),
        StandardCharsets.ISO_8859_1);
    assertFalse(text.contains("203.0.113.1"));
    assertEquals(
        List.of("Via: SIP/2.0/UDP phone.test:5070;branch=z9hG4bK1;received=192.0.2.9;rport=4444"),
        text.lines().filter(line -> line.startsWith("Via")).toList());
  }
}
