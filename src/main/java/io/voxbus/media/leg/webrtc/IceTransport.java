package io.voxbus.media.leg.webrtc;

import io.voxbus.ice.Candidate;
import io.voxbus.ice.Credentials;
import java.util.List;

/** A way for packets of one call that ICE has found, however it does. */
public interface IceTransport extends AutoCloseable {
  /** What becomes of it and what comes by it; on a thread of the transport's, which must not wait. */
  interface Listener {
    /** Packets can be sent from now on; told again when the way changes. */
    void connected();

    /** A packet that is not ICE's own; it is overwritten afterwards. */
    void arrived(byte[] packet, int length, long nowNanos);

    /** The other side has been silent for longer than it may (RFC 7675). */
    void silent();
  }

  /** Hears of our addresses as they become known; on the transport's thread. */
  interface Gathering {
    void found(Candidate candidate);

    /** There are no more. */
    void done();
  }

  /** Ours. */
  Credentials credentials();

  /** Where we can be reached. */
  List<Candidate> candidates();

  /** Tells of those that are not among {@code told}, from now on and instead of who was told before. */
  void gather(List<Candidate> told, Gathering gathering);

  /** Whether we only wait to be found. */
  boolean lite();

  /** Who the client is by its description, and where it may be. */
  void remote(Credentials theirs, boolean lite, List<Candidate> candidates);

  /** Further places where it may be. */
  void add(List<Candidate> candidates);

  /** New credentials, for a client that has new ones (RFC 8445 section 9). */
  void restart();

  /** From any thread; dropped as long as there is no way. */
  void send(byte[] packet, int offset, int length);

  @Override
  void close();
}
