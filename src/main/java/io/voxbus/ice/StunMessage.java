package io.voxbus.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
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
  /** Of TURN (RFC 8656): requests; their answers have {@link #SUCCESS} or {@link #ERROR} added. */
  static final int ALLOCATE = 0x0003;
  static final int REFRESH = 0x0004;
  static final int CREATE_PERMISSION = 0x0008;
  static final int SEND_INDICATION = 0x0016;
  static final int DATA_INDICATION = 0x0017;
  static final int SUCCESS = 0x0100;
  static final int ERROR = 0x0110;

  static final int USERNAME = 0x0006;
  static final int MESSAGE_INTEGRITY = 0x0008;
  static final int ERROR_CODE = 0x0009;
  static final int UNKNOWN_ATTRIBUTES = 0x000a;
  static final int LIFETIME = 0x000d;
  static final int XOR_PEER_ADDRESS = 0x0012;
  static final int DATA = 0x0013;
  static final int REALM = 0x0014;
  static final int NONCE = 0x0015;
  static final int XOR_RELAYED_ADDRESS = 0x0016;
  static final int REQUESTED_TRANSPORT = 0x0019;
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
    StunMessage message = ofServer(packet, length);
    return message != null && message.fingerprinted() ? message : null;
  }

  /** As {@link #of}, but servers leave the fingerprint out. */
  static @Nullable StunMessage ofServer(byte[] packet, int length) {
    if (length < HEADER || (length & 3) != 0 || Bytes.getShort(packet, 2) != length - HEADER
        || Bytes.getInt(packet, 4) != COOKIE) {
      return null;
    }
    StunMessage message = new StunMessage(packet, length);
    return message.wellFormed() ? message : null;
  }

  public int type() {
    return Bytes.getShort(packet, 0);
  }

  /** Cookie and transaction id. */
  public byte[] transaction() {
    return Arrays.copyOfRange(packet, 4, HEADER);
  }

  /** What tells one request of ours from another, see {@link StunWriter#transaction}. */
  long number() {
    return ((long) Bytes.getInt(packet, 12) << 32) | (Bytes.getInt(packet, 16) & 0xFFFFFFFFL);
  }

  /** Null without one. */
  public @Nullable String username() {
    return text(USERNAME);
  }

  /** Of an answer: the address that the request came from, as it is xored. */
  public byte @Nullable [] mappedAddress() {
    return bytes(XOR_MAPPED_ADDRESS);
  }

  /** Of an error: its code; 0 when it is none. */
  public int errorCode() {
    int at = find(ERROR_CODE);
    return at < 0 || Bytes.getShort(packet, at + 2) < 4
        ? 0
        : packet[at + 6] * 100 + packet[at + 7];
  }

  /** An address that is xored; null: it is not there, or no address. */
  @Nullable
  InetSocketAddress address(int attribute) {
    int at = find(attribute);
    int size = at < 0 ? 0 : Bytes.getShort(packet, at + 2);
    if (size != 8 && size != 20) {
      return null;
    }
    byte[] ip = Arrays.copyOfRange(packet, at + 8, at + 4 + size);
    for (int i = 0; i < ip.length; i++) {
      ip[i] ^= packet[4 + i];
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(ip),
          Bytes.getShort(packet, at + 6) ^ COOKIE >>> 16);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** Of an attribute with 32 or more bits, the first ones; otherwise what is given. */
  long number(int attribute, int bytes, long otherwise) {
    int at = find(attribute);
    if (at < 0 || Bytes.getShort(packet, at + 2) != bytes) {
      return otherwise;
    }
    long high = Bytes.getInt(packet, at + 4) & 0xFFFFFFFFL;
    return bytes == 4 ? high : (high << 32) | (Bytes.getInt(packet, at + 8) & 0xFFFFFFFFL);
  }

  byte @Nullable [] bytes(int attribute) {
    int at = find(attribute);
    return at < 0
        ? null
        : Arrays.copyOfRange(packet, at + 4, at + 4 + Bytes.getShort(packet, at + 2));
  }

  /** Copies what a relay passes on. Returns how much that is; -1: nothing, or more than there is room for. */
  int data(byte[] to) {
    int at = find(DATA);
    int size = at < 0 ? 0 : Bytes.getShort(packet, at + 2);
    if (at < 0 || size > to.length) {
      return -1;
    }
    System.arraycopy(packet, at + 4, to, 0, size);
    return size;
  }

  boolean nominates() {
    return find(USE_CANDIDATE) >= 0;
  }

  /** Whether the other side says that it is in control, or that it is not. */
  boolean claims(boolean controlling) {
    return find(controlling ? ICE_CONTROLLING : ICE_CONTROLLED) >= 0;
  }

  /** What it claims that by. */
  long tieBreaker(boolean controlling) {
    return number(controlling ? ICE_CONTROLLING : ICE_CONTROLLED, 8, 0);
  }

  long priority() {
    return number(PRIORITY, 4, 0);
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
    if (at < HEADER || Bytes.getShort(packet, at) != FINGERPRINT
        || Bytes.getShort(packet, at + 2) != 4) {
      return false;
    }
    CRC32 crc = new CRC32();
    crc.update(packet, 0, at);
    return Bytes.getInt(packet, at + 4) == ((int) crc.getValue() ^ FINGERPRINT_XOR);
  }
}
