package io.voxbus.media.leg.webrtc;

import io.voxbus.ice.Candidate;
import io.voxbus.ice.Credentials;
import io.voxbus.ice.IceSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The share of one call in the port. */
final class IceLink implements IceTransport {
  private final MediaPort port;
  private final List<Candidate> candidates;
  private final Listener listener;
  private volatile Credentials credentials = Credentials.random();
  private volatile @Nullable Wire way;
  /** Of the port's thread. */
  @Nullable
  IceSession session;

  IceLink(MediaPort port, List<Candidate> candidates, Listener listener) {
    this.port = port;
    this.candidates = candidates;
    this.listener = listener;
  }

  @Override
  public Credentials credentials() {
    return credentials;
  }

  @Override
  public List<Candidate> candidates() {
    return candidates;
  }

  @Override
  public void restart() {
    credentials = Credentials.random();
    port.restart(this, credentials);
  }

  @Override
  public void send(byte[] packet, int offset, int length) {
    Wire now = way;
    if (now != null) {
      now.send(packet, offset, length);
    }
  }

  @Override
  public void close() {
    way = null;
    port.close(this);
  }

  void use(Wire wire) {
    way = wire;
    listener.connected();
  }

  void arrived(byte[] packet, int length, long nowNanos) {
    listener.arrived(packet, length, nowNanos);
  }

  void silent() {
    listener.silent();
  }
}
