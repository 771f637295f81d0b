package io.voxbus.ice;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The checks that a full agent makes for one session (RFC 8445 sections 6.1.2, 7.2 and 8), and its consent (RFC 7675). They
 * also open the NATs on the way, ours and the client's. Pure: the time goes in, packets come out.
 */
public final class CheckList {
  /** Sends our packets. */
  public interface Outgoing {
    void send(Path path, byte[] packet);
  }

  /**
   * From where we can send.
   *
   * @param priority of the candidate that it is for the client
   */
  public record Base(InetSocketAddress local, long priority) {}

  private static final int MOST_PAIRS = 100;
  private static final int REFLEXIVE_PREFERENCE = 110;
  private static final int TRIES = 8;
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  /** Half of what the RFC begins with: a packet that got lost is more likely than a way that takes so long. */
  private static final long FIRST_REPEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long MOST_REPEAT_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long NOMINATION_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long CONSENT_NANOS = TimeUnit.SECONDS.toNanos(5);
  /** Sooner while the last one has no answer: where packets get lost, four in a row that do are no rarity. */
  private static final long CONSENT_REPEAT_NANOS = TimeUnit.SECONDS.toNanos(1);
  /** That may still be answered, where the way is long. */
  private static final int CONSENT_ASKS = 4;

  private final IceSession session;
  private final Asks asks;
  private final Outgoing outgoing;
  private final List<Base> bases = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();
  private final List<Pair> pairs = new ArrayList<>();
  private Asks.@Nullable Remote remote;
  /** Of who is at the other end of the way that is used; the one before a restart until there is a new way. */
  private Asks.@Nullable Remote consenting;
  private boolean controlling;
  private long pacedNanos;
  private long consentNanos;
  private final long[] consentAsks = new long[CONSENT_ASKS];
  private int consentAsked;
  private boolean consented;
  private long firstValidNanos;

  /** Where the client says that it is. */
  private record Place(InetSocketAddress at, long priority) {}

  private enum State {
    WAITING, CHECKING, GOOD, FAILED
  }

  /** A way that may be one. */
  private static final class Pair {
    final Path path;
    final Base base;
    final long theirs;
    State state = State.WAITING;
    boolean nominate;
    long ask;
    long sentNanos;
    int tries;

    Pair(Path path, Base base, long theirs) {
      this.path = path;
      this.base = base;
      this.theirs = theirs;
    }

    /** Section 6.1.2.3. */
    long priority(boolean controlling) {
      long first = controlling ? base.priority : theirs;
      long second = controlling ? theirs : base.priority;
      return (Math.min(first, second) << 32) + 2 * Math.max(first, second)
          + (first > second ? 1 : 0);
    }
  }

  CheckList(IceSession session, Asks asks, List<Base> bases, Outgoing outgoing) {
    this.session = session;
    this.asks = asks;
    this.bases.addAll(bases);
    this.outgoing = outgoing;
  }

  /** What the client's description says: whoever is lite is controlled, whoever offered controls (section 6.1.1). */
  void remote(Credentials theirs, boolean lite) {
    if (remote == null || !remote.credentials().equals(theirs)) {
      pairs.forEach(pair -> asks.forget(pair.ask));
      pairs.clear();
      places.clear();
      remote = new Asks.Remote(theirs, StunWriter.mac(theirs.password()));
      controlling = lite;
      firstValidNanos = 0;
    }
  }

  void add(List<Candidate> theirs) {
    for (Candidate candidate : theirs) {
      InetSocketAddress at = candidate.at();
      if (at != null && at.getPort() != 0 && candidate.component() == 1
          && candidate.protocol().equals("udp") && !at.getAddress().isMulticastAddress()
          && !at.getAddress().isAnyLocalAddress()) { // who calls must not have us flood a network
        bases.forEach(base -> pair(base, at, candidate.priority()));
        if (places.size() < MOST_PAIRS) {
          places.add(new Place(at, candidate.priority()));
        }
      }
    }
    sort();
  }

  /** From where we can send meanwhile. */
  void bases(List<Base> all) {
    for (Base base : all) {
      if (bases.stream().noneMatch(known -> known.local.equals(base.local))) {
        bases.add(base);
        places.forEach(place -> pair(base, place.at, place.priority));
      }
    }
    sort();
  }

  private void sort() {
    pairs.sort(Comparator.comparingLong((Pair pair) -> pair.priority(controlling)).reversed());
  }

  private @Nullable Pair pair(Base base, InetSocketAddress at, long priority) {
    Path path = new Path(base.local, at);
    Pair known = known(path);
    if (known != null || pairs.size() >= MOST_PAIRS
        || base.local.getAddress().getClass() != at.getAddress().getClass()) {
      return known;
    }
    Pair pair = new Pair(path, base, priority);
    pairs.add(pair);
    return pair;
  }

  private @Nullable Pair known(Path path) {
    for (Pair pair : pairs) {
      if (pair.path.equals(path)) {
        return pair;
      }
    }
    return null;
  }

  /** The client has checked this way: it is worth a check of ours at once (section 7.3.1.4). */
  void triggered(Path path, long priority, long nowNanos) {
    Pair pair = known(path);
    if (pair == null) {
      for (Base base : bases) {
        pair = base.local.equals(path.local()) ? pair(base, path.remote(), priority) : pair;
      }
    }
    if (pair != null && (pair.state == State.WAITING || pair.state == State.FAILED)) {
      begin(pair, nowNanos);
    }
  }

  /** Whether {@link #tick} is wanted soon. */
  boolean busy() {
    return remote != null && (!session.nominated()
        || pairs.stream().anyMatch(pair -> pair.state == State.CHECKING && pair.nominate));
  }

  /** Sends what is due. */
  void tick(long nowNanos) {
    if (remote == null) {
      return;
    }
    if (!session.nominated()) {
      pairs.forEach(pair -> repeat(pair, nowNanos));
      if (nowNanos - pacedNanos >= PACE_NANOS) {
        next(nowNanos);
      }
      nominate(nowNanos);
    }
    consent(nowNanos);
  }

  private void next(long nowNanos) {
    for (Pair pair : pairs) {
      if (pair.state == State.WAITING) {
        pacedNanos = nowNanos;
        begin(pair, nowNanos);
        return;
      }
    }
  }

  private void begin(Pair pair, long nowNanos) {
    asks.forget(pair.ask);
    pair.state = State.CHECKING;
    pair.tries = 0;
    pair.ask = asks.next(this, pair.path, remote());
    send(pair, nowNanos);
  }

  private void repeat(Pair pair, long nowNanos) {
    long wait = Math.min(FIRST_REPEAT_NANOS << Math.max(0, pair.tries - 1), MOST_REPEAT_NANOS);
    if (pair.state != State.CHECKING || nowNanos - pair.sentNanos < wait) {
      return;
    }
    if (pair.tries == TRIES) {
      fail(pair);
    } else {
      send(pair, nowNanos);
    }
  }

  private void send(Pair pair, long nowNanos) {
    pair.sentNanos = nowNanos;
    pair.tries++;
    long priority = ((long) REFLEXIVE_PREFERENCE << 24) | (pair.base.priority & 0xFFFFFF);
    outgoing.send(pair.path, request(pair.ask, remote(), priority, pair.nominate));
  }

  private byte[] request(long ask, Asks.Remote to, long priority, boolean nominate) {
    StunWriter request = new StunWriter(StunMessage.BINDING_REQUEST, StunWriter.transaction(ask))
        .username(to.credentials().ufrag() + ":" + session.key().credentials().ufrag())
        .priority((int) priority).role(controlling, session.tieBreaker());
    return (nominate ? request.nominate() : request).signed(to.mac());
  }

  private Asks.Remote remote() {
    if (remote == null) {
      throw new IllegalStateException("nobody to check");
    }
    return remote;
  }

  /** Section 8.1.1: in control we choose the best that works, when the better ones had their time. */
  private void nominate(long nowNanos) {
    if (!controlling || pairs.stream().anyMatch(pair -> pair.nominate)) {
      return;
    }
    boolean better = false;
    for (Pair pair : pairs) {
      if (pair.state == State.GOOD && (!better || nowNanos - firstValidNanos > NOMINATION_NANOS)) {
        pair.nominate = true;
        begin(pair, nowNanos);
        return;
      }
      better |= pair.state == State.WAITING || pair.state == State.CHECKING;
    }
  }

  private void consent(long nowNanos) {
    Path path = session.path();
    Asks.Remote to = consenting == null ? remote : consenting;
    long wait = consented ? CONSENT_NANOS : CONSENT_REPEAT_NANOS;
    if (path != null && to != null && !path.stream() && nowNanos - consentNanos >= wait) {
      consentNanos = nowNanos;
      consented = false;
      int slot = consentAsked++ % CONSENT_ASKS;
      asks.forget(consentAsks[slot]);
      consentAsks[slot] = asks.next(this, path, to);
      outgoing.send(path, request(consentAsks[slot], to, 1, false));
    }
  }

  /** The client answered. Returns the credentials that have become useless, if any. */
  IceSession.@Nullable Key succeeded(long ask, Path path, long nowNanos) {
    Pair pair = known(path);
    if (pair == null || pair.ask != ask) { // one for consent
      consented |= path.equals(session.path());
      return session.answered(path, false, nowNanos);
    }
    pair.state = State.GOOD;
    firstValidNanos = firstValidNanos == 0 ? nowNanos : firstValidNanos;
    boolean chosen = controlling && pair.nominate;
    return session.answered(path, chosen, nowNanos);
  }

  /** The client refused: because both want the same role, or for another reason. */
  void refused(long ask, Path path, int code, long nowNanos) {
    Pair pair = known(path);
    if (pair == null || pair.ask != ask) {
      return;
    }
    if (code == 487) {
      turnRoles();
      begin(pair, nowNanos);
    } else {
      fail(pair);
    }
  }

  /** Another one may be nominated instead. */
  private void fail(Pair pair) {
    pair.state = State.FAILED;
    pair.nominate = false;
    asks.forget(pair.ask);
  }

  /** Section 7.3.1.1. Returns whether the client has to give way. */
  boolean conflict(StunMessage message) {
    if (!message.claims(controlling)) {
      return false;
    }
    boolean oursWins = Long.compareUnsigned(session.tieBreaker(),
        message.tieBreaker(controlling)) >= 0;
    if (oursWins == controlling) {
      return true;
    }
    turnRoles();
    return false;
  }

  private void turnRoles() {
    controlling = !controlling;
    pairs.forEach(pair -> pair.nominate = false);
    sort();
  }

  /** Packets go this way now, with the client as it is since its last description, or as it was. */
  void moved(boolean current) {
    consenting = current ? remote : consenting;
    consentNanos = 0;
  }

  /** By which the session is found now. */
  String ufrag() {
    return session.key().credentials().ufrag();
  }

  void close() {
    pairs.forEach(pair -> asks.forget(pair.ask));
    for (long ask : consentAsks) {
      asks.forget(ask);
    }
  }
}
