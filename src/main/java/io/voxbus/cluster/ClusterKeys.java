package io.voxbus.cluster;

import io.voxbus.bus.Seal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM under the keys of a cluster. The first key seals, all of them open, so that keys are changed by adding the
 * new one behind the old one everywhere, then moving it to the front, then dropping the old one.
 *
 * <p>Each start of a node derives a key of its own (HKDF, RFC 5869) from the shared one and a random salt, and counts its
 * nonces: random ones would repeat themselves after days of audio (NIST SP 800-38D section 8.3).
 *
 * <p>Sealed: version, length and text of the key's name, salt, nonce, ciphertext with tag. All before the ciphertext and
 * the purpose are authenticated with it.
 */
final class ClusterKeys implements Seal {
  private static final byte VERSION = 1;
  private static final int KEY_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int MOST_SENDERS = 1_000;

  private final Map<String, SecretKey> keys = new LinkedHashMap<>();
  private final Map<String, SecretKey> derived = new ConcurrentHashMap<>();
  private final String first;
  private final byte[] head;
  private final SecretKey own;
  private final AtomicLong nonces = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /**
   * @param written {@code name:base64 of 32 bytes} each
   * @throws IllegalArgumentException naming what is wrong, never the key
   */
  ClusterKeys(List<String> written, SecureRandom random) {
    written.forEach(this::add);
    first = keys.keySet().iterator().next();
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] name = first.getBytes(StandardCharsets.UTF_8);
    head = ByteBuffer.allocate(2 + name.length + SALT_BYTES).put(VERSION).put((byte) name.length)
        .put(name).put(salt).array();
    own = derive(first, salt);
  }

  static Seal of(List<String> written) {
    return written.isEmpty() ? NONE : new ClusterKeys(written, new SecureRandom());
  }

  /** How often something came that none of us had sealed. */
  long refused() {
    return refused.get();
  }

  @Override
  public boolean seals() {
    return true;
  }

  @Override
  public byte[] seal(String purpose, byte[] plain) {
    byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putInt(0).putLong(nonces.getAndIncrement())
        .array();
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, own, nonce, head, purpose);
      byte[] sealed = cipher.doFinal(plain);
      return ByteBuffer.allocate(head.length + NONCE_BYTES + sealed.length).put(head).put(nonce)
          .put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  @Override
  public byte[] open(String purpose, byte[] sealed) {
    try {
      return opened(purpose, ByteBuffer.wrap(sealed));
    } catch (GeneralSecurityException | RuntimeException e) {
      refused.incrementAndGet();
      throw new IllegalArgumentException("not made with the cluster key"
          + (e instanceof UnknownKey ? ": " + e.getMessage() : ""), e);
    }
  }

  private byte[] opened(String purpose, ByteBuffer in) throws GeneralSecurityException {
    if (in.get() != VERSION) {
      throw new UnknownKey("it is not sealed");
    }
    byte[] name = new byte[in.get() & 0xff];
    in.get(name);
    byte[] salt = new byte[SALT_BYTES];
    in.get(salt);
    byte[] head = new byte[in.position()];
    in.get(0, head);
    byte[] nonce = new byte[NONCE_BYTES];
    in.get(nonce);
    byte[] sealed = new byte[in.remaining()];
    in.get(sealed);
    SecretKey key = keyOf(new String(name, StandardCharsets.UTF_8), salt);
    return cipher(Cipher.DECRYPT_MODE, key, nonce, head, purpose).doFinal(sealed);
  }

  private SecretKey keyOf(String name, byte[] salt) {
    if (!keys.containsKey(name)) {
      throw new UnknownKey("no key of that name");
    }
    if (derived.size() >= MOST_SENDERS) {
      derived.clear(); // salts cost nothing to whoever makes them up
    }
    return derived.computeIfAbsent(name + Base64.getEncoder().encodeToString(salt),
        sender -> derive(name, salt));
  }

  private SecretKey derive(String name, byte[] salt) {
    try {
      return KDF.getInstance("HKDF-SHA256").deriveKey("AES",
          HKDFParameterSpec.ofExtract().addIKM(keys.get(name)).addSalt(salt)
              .thenExpand("voxbus cluster".getBytes(StandardCharsets.UTF_8), KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK 25 has HKDF", e);
    }
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] head, String purpose)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(head);
    cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private void add(String written) {
    int colon = written.indexOf(':');
    String name = written.substring(0, Math.max(0, colon));
    if (name.isEmpty() || name.length() > 32) {
      throw new IllegalArgumentException(
          "cluster.keys: a key is written as name:base64, its name has 1 to 32 characters");
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(written.substring(colon + 1).trim());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cluster.keys: key " + name + " is not base64", e);
    }
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException("cluster.keys: key " + name + " has " + bytes.length
          + " bytes; 32 are wanted: openssl rand -base64 32");
    }
    keys.put(name, new SecretKeySpec(bytes, "AES"));
  }

  private static final class UnknownKey extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    UnknownKey(String message) {
      super(message);
    }
  }
}
