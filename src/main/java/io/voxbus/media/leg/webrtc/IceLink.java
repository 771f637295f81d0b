package io.voxbus.media.leg.webrtc;

import io.voxbus.ice.Candidate;
import io.voxbus.ice.Credentials;
import io.voxbus.ice.IceSession;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The share of one call in the port. */
final class IceLink implements IceTransport {
  private static final int MOST_ALLOWED = 32;

  private final MediaPort port;
  private final Terms terms;
  private final Listener listener;
  /** Who may send to us by a relay because of it; of the port's thread. */
  final Set<InetAddress> allowed = new HashSet<>();
  /** Our addresses that the client knows, and who tells it; of the port's thread. */
  private final Set<String> known = new HashSet<>();
  private @Nullable Gathering gathering;
  private volatile Credentials credentials = Credentials.random();
  private volatile @Nullable Wire way;
  /** Of the port's thread. */
  @Nullable
  IceSession session;

  /** What the call wants. */
  record Terms(boolean ipv6, boolean lite) {}

  IceLink(MediaPort port, Terms terms, Listener listener) {
    this.port = port;
    this.terms = terms;
    this.listener = listener;
  }

  @Override
  public Credentials credentials() {
    return credentials;
  }

  @Override
  public List<Candidate> candidates() {
    return usable(port.candidates(terms.lite));
  }

  @Override
  public void gather(List<Candidate> told, Gathering gathering) {
    port.gather(this, () -> {
      known.clear();
      told.forEach(this::isNew);
      this.gathering = gathering;
    });
  }

  /** Tells what is new; on the port's thread. */
  void gathered(List<Candidate> all, boolean complete) {
    Gathering now = gathering;
    if (now != null) {
      usable(all).stream().filter(this::isNew).forEach(now::found);
      if (complete) {
        gathering = null;
        now.done();
      }
    }
  }

  /** Priorities may change when another one goes. */
  private boolean isNew(Candidate one) {
    return known.add(one.type() + one.protocol() + one.address() + " " + one.port());
  }

  private List<Candidate> usable(List<Candidate> all) {
    return all.stream()
        .filter(candidate -> terms.ipv6 || candidate.address().indexOf(':') < 0).toList();
  }

  @Override
  public boolean lite() {
    return terms.lite;
  }

  @Override
  public void remote(Credentials theirs, boolean theyAreLite, List<Candidate> theirCandidates) {
    if (!terms.lite) {
      port.remote(this, theirs, theyAreLite, usable(theirCandidates));
    }
  }

  @Override
  public void add(List<Candidate> theirCandidates) {
    if (!terms.lite) {
      port.add(this, usable(theirCandidates));
    }
  }

  /** Whether this one has to be let in by a relay now; on the port's thread. */
  boolean allows(InetAddress peer) {
    return allowed.size() < MOST_ALLOWED && allowed.add(peer);
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
