package io.voxbus.rtp;

import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.utils.logging2.LoggerImpl;
import org.jspecify.annotations.Nullable;

/**
 * Encryption of one direction (RFC 3711, RFC 7714): of what we send, or of what comes. It works in place; the buffer
 * has {@link #MAX_GROWTH} bytes of room behind the packet.
 */
public final class Srtp {
  /** By how much a packet may grow: the longest tag, and the index of SRTCP. */
  public static final int MAX_GROWTH = 20;
  private static final LoggerImpl LOG = new LoggerImpl(Srtp.class.getName());
  /** Streams of one party; beyond it the oldest is forgotten. */
  private static final int MAX_STREAMS = 4;

  static {
    // Otherwise the library measures all providers at its first packet, for seconds.
    Aes.setFactoryClassName("SunJCE");
  }

  private final SrtpContextFactory factory;
  private final Deque<Stream> streams = new ArrayDeque<>();
  private final SrtpBuffer buffer = new SrtpBuffer();

  /** The contexts of one SSRC. */
  private record Stream(int ssrc, SrtpCryptoContext media, SrtcpCryptoContext control) {}

  /**
   * @param key     master key and salt, one after the other (RFC 4568 section 6.1)
   * @param sending whether it is for what we send
   */
  public Srtp(SrtpSuite suite, byte[] key, boolean sending) {
    byte[] master = java.util.Arrays.copyOf(key, suite.keyBytes());
    byte[] salt = java.util.Arrays.copyOfRange(key, suite.keyBytes(),
        suite.keyBytes() + suite.saltBytes());
    factory = new SrtpContextFactory(sending, master, salt, policy(suite, false),
        policy(suite, true), LOG);
  }

  /** Uses every suite once: the first packet of a running call should not wait for classes to be loaded. */
  public static void warmUp() {
    for (SrtpSuite suite : SrtpSuite.values()) {
      byte[] key = new byte[suite.keyBytes() + suite.saltBytes()];
      byte[] packet = new byte[RtpPacket.HEADER + MAX_GROWTH];
      RtpPacket.write(packet, 0, false, 1, 1, 1);
      new Srtp(suite, key, false).unprotect(packet,
          new Srtp(suite, key, true).protect(packet, RtpPacket.HEADER));
    }
  }

  /** Encrypts an RTP packet; returns its new length. */
  public int protect(byte[] packet, int length) {
    return transform(packet, length, RtpPacket.i32(packet, 8), false, true);
  }

  /** Decrypts an RTP packet; returns its new length, or -1 for a forged, repeated or broken one. */
  public int unprotect(byte[] packet, int length) {
    return length < RtpPacket.HEADER
        ? -1
        : transform(packet, length, RtpPacket.i32(packet, 8), false, false);
  }

  /** Encrypts a compound RTCP packet; returns its new length. */
  public int protectControl(byte[] packet, int length) {
    return transform(packet, length, RtpPacket.i32(packet, 4), true, true);
  }

  /** Decrypts a compound RTCP packet; returns its new length, or -1 for a forged, repeated or broken one. */
  public int unprotectControl(byte[] packet, int length) {
    return length < RtpPacket.HEADER
        ? -1
        : transform(packet, length, RtpPacket.i32(packet, 4), true, false);
  }

  private int transform(byte[] packet, int length, int ssrc, boolean control, boolean sending) {
    buffer.wrap(packet, length);
    try {
      Stream known = find(ssrc);
      Stream stream = known == null ? derive(ssrc) : known;
      SrtpErrorStatus status = transform(stream, control, sending);
      if (status != SrtpErrorStatus.OK) {
        return -1;
      }
      if (known == null) {
        remember(stream);
      }
      return buffer.getLength();
    } catch (GeneralSecurityException | RuntimeException e) {
      return -1; // whatever the library meets in a packet that is none
    }
  }

  private SrtpErrorStatus transform(Stream stream, boolean control, boolean sending)
      throws GeneralSecurityException {
    if (control) {
      return sending
          ? stream.control.transformPacket(buffer)
          : stream.control.reverseTransformPacket(buffer);
    }
    return sending
        ? stream.media.transformPacket(buffer)
        : stream.media.reverseTransformPacket(buffer, false);
  }

  private @Nullable Stream find(int ssrc) {
    for (Stream stream : streams) {
      if (stream.ssrc == ssrc) {
        return stream;
      }
    }
    return null;
  }

  private Stream derive(int ssrc) throws GeneralSecurityException {
    return new Stream(ssrc, factory.deriveContext(ssrc, 0), factory.deriveControlContext(ssrc));
  }

  /** Only a stream with a genuine packet counts, so nobody can make us forget one. */
  private void remember(Stream stream) {
    if (streams.size() == MAX_STREAMS) {
      streams.removeFirst();
    }
    streams.add(stream);
  }

  private static SrtpPolicy policy(SrtpSuite suite, boolean control) {
    boolean gcm = suite == SrtpSuite.AEAD_AES_128_GCM;
    // RFC 4568 section 6.2.2: SRTCP keeps the long tag.
    int tag = suite == SrtpSuite.AES_CM_128_HMAC_SHA1_32 && control
        ? SrtpSuite.AES_CM_128_HMAC_SHA1_80.tagBytes()
        : suite.tagBytes();
    SrtpPolicy policy = new SrtpPolicy(
        gcm ? SrtpPolicy.AESGCM_ENCRYPTION : SrtpPolicy.AESCM_ENCRYPTION, suite.keyBytes(),
        gcm ? SrtpPolicy.NULL_AUTHENTICATION : SrtpPolicy.HMACSHA1_AUTHENTICATION,
        gcm ? 0 : 20, tag, suite.saltBytes());
    policy.setSendReplayEnabled(false);
    return policy;
  }
}
