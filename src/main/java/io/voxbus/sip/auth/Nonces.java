package io.voxbus.sip.auth;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that need not be kept: each carries its time, signed. Only how often one has been used is remembered, of those
 * that proved a password, as long as they live. Asked from several threads.
 */
public final class Nonces {
  private static final int RANDOM_BYTES = 8;
  private static final int BODY_BYTES = Long.BYTES + RANDOM_BYTES;
  private static final int MAC_BYTES = 16;
  private static final int MANY = 10_000;

  private final byte[] secret;
  private final long lifeMillis;
  private final RandomGenerator random;
  private final Map<String, Use> uses = new ConcurrentHashMap<>();

  /** @param secret the same on all nodes, so that one takes the nonces of another */
  public Nonces(byte[] secret, long lifeMillis, RandomGenerator random) {
    this.secret = secret.clone();
    this.lifeMillis = lifeMillis;
    this.random = random;
  }

  /** What a nonce is worth. */
  public enum Worth {
    GOOD, STALE, FORGED
  }

  private record Use(long count, long bornMillis) {}

  public String next(long nowMillis) {
    byte[] salt = new byte[RANDOM_BYTES];
    random.nextBytes(salt);
    byte[] body = ByteBuffer.allocate(BODY_BYTES).putLong(nowMillis).put(salt).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(ByteBuffer
        .allocate(BODY_BYTES + MAC_BYTES).put(body).put(sign(body)).array());
  }

  public Worth check(String nonce, long nowMillis) {
    byte[] bytes = decode(nonce);
    if (bytes.length != BODY_BYTES + MAC_BYTES) {
      return Worth.FORGED;
    }
    byte[] body = Arrays.copyOf(bytes, BODY_BYTES);
    byte[] mac = Arrays.copyOfRange(bytes, BODY_BYTES, bytes.length);
    if (!MessageDigest.isEqual(sign(body), mac)) {
      return Worth.FORGED;
    }
    long age = nowMillis - ByteBuffer.wrap(body).getLong();
    return age >= 0 && age <= lifeMillis ? Worth.GOOD : Worth.STALE;
  }

  /**
   * RFC 7616 section 3.4: each use must count higher than the last. Without a count a nonce is good for one use.
   *
   * @return false when it has been seen
   */
  public boolean use(String nonce, long count, long nowMillis) {
    if (uses.size() > MANY) {
      uses.values().removeIf(use -> nowMillis - use.bornMillis() > lifeMillis);
    }
    Use mine = new Use(count < 0 ? Long.MAX_VALUE : count, nowMillis);
    boolean[] fresh = new boolean[1];
    uses.compute(nonce, (key, old) -> {
      fresh[0] = old == null || mine.count() > old.count();
      return old == null || fresh[0] ? mine : old;
    });
    return fresh[0];
  }

  private byte[] sign(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return Arrays.copyOf(mac.doFinal(body), MAC_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] decode(String nonce) {
    try {
      return Base64.getUrlDecoder().decode(nonce);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
