package io.voxbus.sip.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
  private static final String NOTHING = "";

  /** RFC 7616 section 3.9.1. */
  @ParameterizedTest
  @CsvSource({"MD5,8ca523f5e9506fed4657c9700eebdbec",
      "SHA-256,753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"})
  void computesTheResponsesOfRfc7616(String algorithm, String response) {
    Prover prover = new Prover("Mufasa", "Circle of Life",
        () -> "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
    String header = prover.answer(List.of("Digest realm=\"http-auth@example.org\", "
        + "qop=\"auth, auth-int\", algorithm=" + algorithm + ", "
        + "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
        + "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""),
        claim("GET", "/dir/index.html"))
        .orElseThrow();
    Credentials sent = Credentials.parse(header).orElseThrow();
    assertEquals(List.of(response, "00000001", "auth"),
        List.of(sent.response(), sent.nc(), sent.qop()));
    assertTrue(sent.proves(Algorithm.of(algorithm).orElseThrow().ha1("Mufasa",
        "http-auth@example.org", "Circle of Life"), "GET", NOTHING));
  }

  /** RFC 2617 section 3.5. */
  @Test
  void computesTheResponseOfRfc2617() {
    Credentials credentials = new Credentials("Mufasa", "testrealm@host.com",
        "dcd98b7102dd2f0e8b11d0f600bfb0c093", "/dir/index.html", Algorithm.MD5, "auth", "00000001",
        "0a4f113b", null, "6629fae49393a05397450978507c4ef1");
    String ha1 = Algorithm.MD5.ha1("Mufasa", "testrealm@host.com", "Circle Of Life");
    assertEquals("939e7578ed9e3c518a452acee763bce9", ha1);
    assertTrue(credentials.proves(ha1, "GET", NOTHING));
    assertFalse(credentials.proves(ha1, "PUT", NOTHING));
  }

  private static Prover.Claim claim(String method, String uri) {
    return new Prover.Claim(method, uri, NOTHING);
  }

  private static String challenge(String nonce, boolean stale) {
    return new Challenge("r", nonce, Algorithm.MD5, List.of("auth"), stale, null).write();
  }

  @Test
  void aRefusedPasswordIsNotTriedAgain() {
    Prover prover = new Prover("a", "wrong", () -> "c");
    assertTrue(prover.answer(List.of(challenge("1", false)), claim("INVITE", "sip:b")).isPresent());
    assertEquals(Optional.empty(),
        prover.answer(List.of(challenge("2", false)), claim("INVITE", "sip:b")));
  }

  @Test
  void aStaleNonceIsReplacedButNotForEver() {
    Prover prover = new Prover("a", "p", () -> "c");
    List<Boolean> answered = java.util.stream.IntStream.range(0, 6)
        .mapToObj(i -> prover
            .answer(List.of(challenge("n" + i, i > 0)), claim("REGISTER", "sip:b")).isPresent())
        .toList();
    assertEquals(List.of(true, true, true, true, false, false), answered);
  }

  @Test
  void aFurtherRequestCountsTheNonceUp() {
    Prover prover = new Prover("a", "p", () -> "c");
    assertEquals(Optional.empty(), prover.further(claim("REGISTER", "sip:b")));
    prover.answer(List.of(challenge("n", false)), claim("REGISTER", "sip:b"));
    assertEquals(2, Credentials.parse(prover.further(claim("REGISTER", "sip:b")).orElseThrow())
        .orElseThrow().count());
  }

  @Test
  void theFirstChallengeThatIsUnderstoodIsAnswered() {
    Prover prover = new Prover("a", "p", () -> "c");
    String answer = prover.answer(
        List.of("Digest realm=\"r\", nonce=\"1\", algorithm=SHA-512-256", "Basic realm=\"r\"",
            "Digest realm=\"r\", nonce=\"2\", algorithm=SHA-256", challenge("3", false)),
        claim("INVITE", "sip:b")).orElseThrow();
    assertEquals("2", Credentials.parse(answer).orElseThrow().nonce());
  }

  @Test
  void integrityIsProvenWhenNothingElseIsOffered() {
    Prover prover = new Prover("a", "p", () -> "c");
    String answer = prover.answer(
        List.of("Digest realm=\"r\", nonce=\"1\", qop=\"auth-int\""),
        new Prover.Claim("INVITE", "sip:b", "text")).orElseThrow();
    Credentials sent = Credentials.parse(answer).orElseThrow();
    String ha1 = Algorithm.MD5.ha1("a", "r", "p");
    assertTrue(sent.proves(ha1, "INVITE", "text"));
    assertFalse(sent.proves(ha1, "INVITE", "other"));
  }

  @Test
  void quotesAndBackslashesSurvive() {
    Challenge odd = new Challenge("a \"b\" \\c", "n", Algorithm.MD5, List.of("auth"), true, "o,=");
    assertEquals(odd, Challenge.parse(odd.write()).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Digest", "Basic x", "Digest username=\"a\"",
      "Digest username=\"a, realm=\"r\"", "Digest realm=\"r\", realm=\"s\", nonce=\"n\"",
      "Digest username=\"a\",realm=\"r\",nonce=\"n\",uri=\"u\",response=\"x\",qop=auth",
      "Digest username=\"a\",realm=\"r\",nonce=\"n\",uri=\"u\",response=\"x\",algorithm=SHA-1"})
  void whatIsNoProofIsNotRead(String header) {
    assertEquals(Optional.empty(), Credentials.parse(header));
  }
}
