package io.voxbus.sip.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.voxbus.sip.auth.Nonces.Worth;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NoncesTest {
  private static final byte[] SECRET = {1, 2, 3};
  private final Nonces nonces = new Nonces(SECRET, 1000, new Random(1));

  @Test
  void aNonceIsGoodForItsTime() {
    String nonce = nonces.next(5000);
    assertEquals(List.of(Worth.GOOD, Worth.GOOD, Worth.STALE, Worth.STALE),
        List.of(nonces.check(nonce, 5000), nonces.check(nonce, 6000), nonces.check(nonce, 6001),
            nonces.check(nonce, 4999)));
  }

  @Test
  void aNonceOfAnotherNodeIsGoodWhenTheyShareTheSecret() {
    Nonces same = new Nonces(SECRET, 1000, new Random(2));
    Nonces other = new Nonces(new byte[]{9}, 1000, new Random(1));
    String nonce = same.next(0);
    assertEquals(List.of(Worth.GOOD, Worth.FORGED),
        List.of(nonces.check(nonce, 0), other.check(nonce, 0)));
  }

  @Test
  void whatWasChangedIsForged() {
    String nonce = nonces.next(0);
    char last = nonce.charAt(4) == 'A' ? 'B' : 'A';
    assertEquals(List.of(Worth.FORGED, Worth.FORGED, Worth.FORGED),
        List.of(nonces.check(nonce.substring(0, 4) + last + nonce.substring(5), 0),
            nonces.check("", 0), nonces.check("not base64 !", 0)));
    assertNotEquals(nonce, nonces.next(0));
  }

  @Test
  void eachUseMustCountHigher() {
    assertEquals(List.of(true, false, true, false, true),
        List.of(nonces.use("n", 1, 0), nonces.use("n", 1, 0), nonces.use("n", 5, 0),
            nonces.use("n", 4, 0), nonces.use("m", 1, 0)));
  }

  @Test
  void withoutCountANonceIsGoodOnce() {
    assertEquals(List.of(true, false, false),
        List.of(nonces.use("n", -1, 0), nonces.use("n", -1, 0), nonces.use("n", 7, 0)));
  }
}
