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
  private static final int HALF = 1 << 15;

  static {
    // Otherwise the library measures all providers at its first packet, for seconds.
    Aes.setFactoryClassName("SunJCE");
  }

  private final SrtpContextFactory factory;
  private final Deque<Stream> streams = new ArrayDeque<>();
  private final SrtpBuffer buffer = new SrtpBuffer();

  private final @Nullable Progress before;
  private @Nullable Stream newest;

  /** The contexts of one SSRC. */
  private static final class Stream {
    final int ssrc;
    final SrtcpCryptoContext control;
    /** Null before its first packet, whose number it begins with. */
    @Nullable
    SrtpCryptoContext media;
    /** Of its newest packet. */
    long index;

    Stream(int ssrc, SrtcpCryptoContext control) {
      this.ssrc = ssrc;
      this.control = control;
    }
  }

  /** How far a stream has come: the index of a packet of it counts on over the wraps of its number (RFC 3711 section 3.3.1). */
  public record Progress(int ssrc, long index) {}

  /**
   * @param key     master key and salt, one after the other (RFC 4568 section 6.1)
   * @param sending whether it is for what we send
   */
  public Srtp(SrtpSuite suite, byte[] key, boolean sending) {
    this(suite, key, sending, null);
  }

  private Srtp(SrtpSuite suite, byte[] key, boolean sending, @Nullable Progress before) {
    this.before = before;
    byte[] master = java.util.Arrays.copyOf(key, suite.keyBytes());
    byte[] salt = java.util.Arrays.copyOfRange(key, suite.keyBytes(),
        suite.keyBytes() + suite.saltBytes());
    factory = new SrtpContextFactory(sending, master, salt, policy(suite, false),
        policy(suite, true), LOG);
  }

  /**
   * For what comes, where somebody else has decrypted it before: of the stream that they know, what is not newer is
   * refused as repeated.
   *
   * @param before how far it had come, or was known to; it must not be older than 2^15 packets
   */
  public static Srtp receivingFrom(SrtpSuite suite, byte[] key, @Nullable Progress before) {
    return new Srtp(suite, key, false, before);
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

  /** The SSRC of the stream whose packet was the last; 0 before. */
  public int ssrc() {
    return newest == null ? 0 : newest.ssrc;
  }

  /** How far that stream has come; -1 before. */
  public long index() {
    return newest == null ? -1 : newest.index;
  }

  private int transform(byte[] packet, int length, int ssrc, boolean control, boolean sending) {
    buffer.wrap(packet, length);
    try {
      Stream known = find(ssrc);
      Stream stream = known == null
          ? new Stream(ssrc, factory.deriveControlContext(ssrc))
          : known;
      SrtpErrorStatus status = control
          ? transformControl(stream, sending)
          : transformMedia(stream, RtpPacket.u16(packet, 2), sending);
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

  private SrtpErrorStatus transformControl(Stream stream, boolean sending)
      throws GeneralSecurityException {
    return sending
        ? stream.control.transformPacket(buffer)
        : stream.control.reverseTransformPacket(buffer);
  }

  private SrtpErrorStatus transformMedia(Stream stream, int sequence, boolean sending)
      throws GeneralSecurityException {
    boolean first = stream.media == null;
    long index = first ? first(stream.ssrc, sequence) : nearest(stream.index, sequence);
    if (index < 0) {
      return SrtpErrorStatus.REPLAY_OLD;
    }
    SrtpCryptoContext media = stream.media == null
        ? factory.deriveContext(stream.ssrc, (int) (index >>> 16))
        : stream.media;
    SrtpErrorStatus status = sending
        ? media.transformPacket(buffer)
        : media.reverseTransformPacket(buffer, false);
    if (status == SrtpErrorStatus.OK) {
      stream.media = media;
      stream.index = first ? index : Math.max(stream.index, index);
      newest = stream;
    }
    return status;
  }

  /** The index of the first packet of a stream that is seen here; -1 if somebody else has had it already. */
  private long first(int ssrc, int sequence) {
    Progress known = before;
    if (known == null || known.ssrc != ssrc) {
      return sequence;
    }
    long index = nearest(known.index, sequence);
    return index > known.index ? index : -1;
  }

  /** The index with this number that is nearest to another one. */
  private static long nearest(long index, int sequence) {
    long near = (index & ~0xFFFFL) | sequence;
    long ahead = near - index;
    long corrected = ahead > HALF ? near - 2 * HALF : ahead < -HALF ? near + 2 * HALF : near;
    return corrected < 0 ? sequence : corrected;
  }

  private @Nullable Stream find(int ssrc) {
    for (Stream stream : streams) {
      if (stream.ssrc == ssrc) {
        return stream;
      }
    }
    return null;
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
