package io.voxbus.dtls;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.jspecify.annotations.Nullable;

/**
 * One DTLS 1.2 association. Who calls {@link #accept} or {@link #connect} waits for the other side; datagrams come from
 * any other thread. Afterwards no thread is held: {@link #settle} serves what still comes.
 */
public final class Handshake {
  private static final int SETTLE_MILLIS = 1;
  private static final int MOST_AT_ONCE = 64;

  private final Identity identity;
  private final Terms terms;
  private final Flights flights;
  private @Nullable DTLSTransport transport;

  /** @param wire sends a datagram to the other side */
  public Handshake(Identity identity, Terms terms, Consumer<byte[]> wire) {
    this.identity = identity;
    this.terms = terms;
    this.flights = new Flights(wire);
  }

  /** A datagram of the other side; it is kept. */
  public void arrive(byte[] datagram) {
    flights.arrive(datagram);
  }

  /** Datagrams that were dropped because too many came at once. */
  public long dropped() {
    return flights.dropped();
  }

  /** Whether datagrams wait to be taken. */
  public boolean waiting() {
    return flights.waiting();
  }

  /**
   * Answers the other side's ClientHello.
   *
   * @throws IOException when it fails, takes too long, or the other side is not who it should be
   */
  public SrtpKeys accept() throws IOException {
    ServerPeer peer = new ServerPeer(identity, terms);
    try {
      transport = new DTLSServerProtocol().accept(peer, flights);
    } finally {
      flights.flush(); // also what tells the other side why it failed
    }
    return agreed(peer.keys());
  }

  /**
   * As {@link #accept()}, when it is our turn. While the other side is waited for somebody else has it: who never
   * answers keeps nobody from a handshake.
   */
  public SrtpKeys accept(Semaphore turns) throws IOException {
    turns.acquireUninterruptibly();
    flights.takeTurns(turns);
    try {
      return accept();
    } finally {
      flights.takeTurns(null);
      turns.release();
    }
  }

  /** Begins with our ClientHello, which offers these profiles. */
  public SrtpKeys connect(SrtpProfile... profiles) throws IOException {
    ClientPeer peer = new ClientPeer(identity, terms, profiles);
    try {
      transport = new DTLSClientProtocol().connect(peer, flights);
    } finally {
      flights.flush();
    }
    return agreed(peer.keys());
  }

  /**
   * Takes what came after the handshake: our last flight may have been lost, and then the other side repeats its own.
   * Waits hardly, and leaves some for the next time when there is much.
   *
   * @return false when the other side has ended the association
   */
  public boolean settle() {
    DTLSTransport settled = transport;
    if (settled == null) {
      return true;
    }
    byte[] buffer = new byte[flights.getReceiveLimit()];
    try {
      for (int i = 0; i < MOST_AT_ONCE && flights.waiting(); i++) {
        settled.receive(buffer, 0, buffer.length, SETTLE_MILLIS);
        flights.flush();
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** From any thread: whoever waits for the handshake gives up, and the other side is told. */
  public void close() {
    flights.close();
  }

  /** Tells the other side that this is the end. */
  public void farewell() {
    DTLSTransport settled = transport;
    if (settled != null) {
      try {
        settled.close();
        flights.flush();
      } catch (IOException e) {
        // it will notice by itself
      }
    }
  }

  private static SrtpKeys agreed(@Nullable SrtpKeys keys) throws IOException {
    if (keys == null) {
      throw new IOException("no keys were agreed on");
    }
    return keys;
  }
}
