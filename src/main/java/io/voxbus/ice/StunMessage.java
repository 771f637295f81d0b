package io.voxbus.ice;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * A STUN message (RFC 8489) as it came in: a view of the packet, which is not copied. Our own rather than a library's:
 * it is one page, needs no thread or socket of its own, and a check costs an eighth of the time.
 */
public final class StunMessage {
  public static final int BINDING_REQUEST = 0x0001;
  public static final int BINDING_INDICATION = 0x0011;
  public static final int BINDING_SUCCESS = 0x0101;
  public static final int BINDING_ERROR = 0x0111;

  static final int USERNAME = 0x0006;
  static final int MESSAGE_INTEGRITY = 0x0008;
  static final int ERROR_CODE = 0x0009;
  static final int UNKNOWN_ATTRIBUTES = 0x000a;
  static final int XOR_MAPPED_ADDRESS = 0x0020;
  static final int PRIORITY = 0x0024;
  static final int USE_CANDIDATE = 0x0025;
  static final int FINGERPRINT = 0x8028;
  static final int ICE_CONTROLLED = 0x8029;
  static final int ICE_CONTROLLING = 0x802a;

  public static final int COOKIE = 0x2112A442;
  static final int HEADER = 20;
  static final int FINGERPRINT_XOR = 0x5354554e;
  private static final int FINGERPRINT_SIZE = 8;
  private static final int INTEGRITY_SIZE = 20;
  /** Attributes below this must be understood (RFC 8489 section 14). */
  private static final int OPTIONAL = 0x8000;

  private final byte[] packet;
  private final int length;

  private StunMessage(byte[] packet, int length) {
    this.packet = packet;
    this.length = length;
  }

  /**
   * Null when it is no well-formed STUN message, or lacks the fingerprint that every message of ICE has (RFC 8445
   * section 7.1).
   */
  public static @Nullable StunMessage of(byte[] packet, int length) {
    if (length < HEADER + FINGERPRINT_SIZE || (length & 3) != 0
        || Bytes.getShort(packet, 2) != length - HEADER || Bytes.getInt(packet, 4) != COOKIE) {
      return null;
    }
    StunMessage message = new StunMessage(packet, length);
    return message.wellFormed() && message.fingerprinted() ? message : null;
  }

  public int type() {
    return Bytes.getShort(packet, 0);
  }

  /** Cookie and transaction id. */
  public byte[] transaction() {
    return Arrays.copyOfRange(packet, 4, HEADER);
  }

  /** Null without one. */
  public @Nullable String username() {
    return text(USERNAME);
  }

  /** Of an answer: the address that the request came from, as it is xored. */
  public byte @Nullable [] mappedAddress() {
    int at = find(XOR_MAPPED_ADDRESS);
    return at < 0
        ? null
        : Arrays.copyOfRange(packet, at + 4, at + 4 + Bytes.getShort(packet, at + 2));
  }

  /** Of an error: its code; 0 when it is none. */
  public int errorCode() {
    int at = find(ERROR_CODE);
    return at < 0 || Bytes.getShort(packet, at + 2) < 4
        ? 0
        : packet[at + 6] * 100 + packet[at + 7];
  }

  boolean nominates() {
    return find(USE_CANDIDATE) >= 0;
  }

  /** The other side thinks that we are in control. */
  boolean wantsToBeControlled() {
    return find(ICE_CONTROLLED) >= 0;
  }

  boolean hasIntegrity() {
    return find(MESSAGE_INTEGRITY) >= 0;
  }

  /** Whether it was made by somebody who knows the password. */
  public boolean intact(Mac password) {
    int at = find(MESSAGE_INTEGRITY);
    if (at < 0 || Bytes.getShort(packet, at + 2) != INTEGRITY_SIZE) {
      return false;
    }
    byte[] header = Arrays.copyOf(packet, HEADER);
    Bytes.putShort(header, 2, at + 4 + INTEGRITY_SIZE - HEADER);
    password.update(header);
    password.update(packet, HEADER, at - HEADER);
    return MessageDigest.isEqual(password.doFinal(),
        Arrays.copyOfRange(packet, at + 4, at + 4 + INTEGRITY_SIZE));
  }

  /** An attribute that must be understood and is not; 0: there is none. */
  int unknown() {
    for (int at = HEADER; at < length; at = next(at)) {
      int type = Bytes.getShort(packet, at);
      boolean known = switch (type) {
        case USERNAME, MESSAGE_INTEGRITY, PRIORITY, USE_CANDIDATE -> true;
        default -> type >= OPTIONAL;
      };
      if (!known) {
        return type;
      }
    }
    return 0;
  }

  private @Nullable String text(int attribute) {
    int at = find(attribute);
    return at < 0
        ? null
        : new String(packet, at + 4, Bytes.getShort(packet, at + 2), StandardCharsets.UTF_8);
  }

  /** Where an attribute begins, or -1. What follows the integrity is not protected by it, and ignored. */
  private int find(int attribute) {
    for (int at = HEADER; at < length; at = next(at)) {
      int type = Bytes.getShort(packet, at);
      if (type == attribute) {
        return at;
      }
      if (type == MESSAGE_INTEGRITY) {
        return -1;
      }
    }
    return -1;
  }

  private int next(int at) {
    return at + 4 + (Bytes.getShort(packet, at + 2) + 3 & ~3);
  }

  private boolean wellFormed() {
    int at = HEADER;
    while (at + 4 <= length) {
      at = next(at);
    }
    return at == length;
  }

  private boolean fingerprinted() {
    int at = length - FINGERPRINT_SIZE;
    if (Bytes.getShort(packet, at) != FINGERPRINT || Bytes.getShort(packet, at + 2) != 4) {
      return false;
    }
    CRC32 crc = new CRC32();
    crc.update(packet, 0, at);
    return Bytes.getInt(packet, at + 4) == ((int) crc.getValue() ^ FINGERPRINT_XOR);
  }
}
