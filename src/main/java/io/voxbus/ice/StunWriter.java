package io.voxbus.ice;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Writes one STUN message (RFC 8489). */
public final class StunWriter {
  private static final int ROOM = 512;
  private static final int ROOM_FOR_ONE = 8;
  private static final String HMAC = "HmacSHA1";

  private byte[] packet = new byte[ROOM];
  private int length = StunMessage.HEADER;

  /** @param transaction cookie and transaction id, as {@link StunMessage#transaction} gives them */
  public StunWriter(int type, byte[] transaction) {
    Bytes.putShort(packet, 0, type);
    System.arraycopy(transaction, 0, packet, 4, transaction.length);
  }

  /** Cookie and transaction id of a request of ours. */
  static byte[] transaction(long number) {
    byte[] transaction = new byte[16];
    Bytes.putInt(transaction, 0, StunMessage.COOKIE);
    Bytes.putInt(transaction, 8, (int) (number >> 32));
    Bytes.putInt(transaction, 12, (int) number);
    return transaction;
  }

  /** What a password signs and checks with; not for two threads at once. */
  public static Mac mac(String password) {
    return mac(password.getBytes(StandardCharsets.UTF_8));
  }

  static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  public StunWriter username(String name) {
    return add(StunMessage.USERNAME, name.getBytes(StandardCharsets.UTF_8));
  }

  public StunWriter priority(int priority) {
    byte[] value = new byte[4];
    Bytes.putInt(value, 0, priority);
    return add(StunMessage.PRIORITY, value);
  }

  public StunWriter nominate() {
    return add(StunMessage.USE_CANDIDATE, new byte[0]);
  }

  /** The role of whoever sends it, with its tie-breaker. */
  public StunWriter role(boolean controlling, long tieBreaker) {
    byte[] value = new byte[8];
    Bytes.putInt(value, 0, (int) (tieBreaker >> 32));
    Bytes.putInt(value, 4, (int) tieBreaker);
    return add(controlling ? StunMessage.ICE_CONTROLLING : StunMessage.ICE_CONTROLLED, value);
  }

  /** Section 14.2: xored with cookie and transaction, lest a NAT changes it. */
  public StunWriter mapped(InetSocketAddress address) {
    return address(StunMessage.XOR_MAPPED_ADDRESS, address);
  }

  StunWriter address(int attribute, InetSocketAddress address) {
    byte[] ip = address.getAddress().getAddress();
    byte[] value = new byte[4 + ip.length];
    value[1] = (byte) (ip.length == 4 ? 1 : 2);
    Bytes.putShort(value, 2, address.getPort() ^ StunMessage.COOKIE >>> 16);
    for (int i = 0; i < ip.length; i++) {
      value[4 + i] = (byte) (ip[i] ^ packet[4 + i]);
    }
    return add(attribute, value);
  }

  StunWriter error(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] value = new byte[4 + text.length];
    value[2] = (byte) (code / 100);
    value[3] = (byte) (code % 100);
    System.arraycopy(text, 0, value, 4, text.length);
    return add(StunMessage.ERROR_CODE, value);
  }

  StunWriter unknown(int attribute) {
    byte[] value = new byte[2];
    Bytes.putShort(value, 0, attribute);
    return add(StunMessage.UNKNOWN_ATTRIBUTES, value);
  }

  /** The finished message, signed (section 14.5). */
  public byte[] signed(Mac password) {
    Bytes.putShort(packet, 2, length + 24 - StunMessage.HEADER);
    password.update(packet, 0, length);
    return add(StunMessage.MESSAGE_INTEGRITY, password.doFinal()).finished();
  }

  /** The finished message, without signature and fingerprint. */
  byte[] bare() {
    Bytes.putShort(packet, 2, length - StunMessage.HEADER);
    return Arrays.copyOf(packet, length);
  }

  /** The finished message, with its fingerprint (section 14.7). */
  public byte[] finished() {
    Bytes.putShort(packet, 2, length + 8 - StunMessage.HEADER);
    CRC32 crc = new CRC32();
    crc.update(packet, 0, length);
    byte[] value = new byte[4];
    Bytes.putInt(value, 0, (int) crc.getValue() ^ StunMessage.FINGERPRINT_XOR);
    add(StunMessage.FINGERPRINT, value);
    return Arrays.copyOf(packet, length);
  }

  StunWriter number(int attribute, int value) {
    byte[] bytes = new byte[4];
    Bytes.putInt(bytes, 0, value);
    return add(attribute, bytes);
  }

  StunWriter bytes(int attribute, byte[] value) {
    return add(attribute, value);
  }

  private StunWriter add(int attribute, byte[] value) {
    if (length + value.length + ROOM_FOR_ONE > packet.length) {
      packet = Arrays.copyOf(packet, 2 * packet.length + value.length);
    }
    Bytes.putShort(packet, length, attribute);
    Bytes.putShort(packet, length + 2, value.length);
    System.arraycopy(value, 0, packet, length + 4, value.length);
    length += 4 + (value.length + 3 & ~3);
    return this;
  }
}
