package io.voxbus.ice;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ICE agent of all calls on one port: answers checks, and knows by them which address belongs to which session. Nobody
 * who does not know a session's password makes it keep anything. Lite (RFC 8445 section 2.5), but for sessions that were
 * told to check as well. On one thread.
 *
 * @param <S> what stands for a session outside of here
 */
public final class IceAgent<S> {
  private static final int ERRORS_A_SECOND = 10;

  private final Map<String, Entry<S>> byUfrag = new HashMap<>();
  private final Map<Path, S> byPath = new HashMap<>();
  private final Asks asks = new Asks();
  private final ErrorBudget budget;
  private final Counts counts = new Counts();

  private record Entry<S>(IceSession session, S of) {}

  /** What came in and was not a check. */
  public static final class Counts {
    private long malformed;
    private long strangers;
    private long unanswered;

    /** No STUN, or a message that ICE does not know. */
    public long malformed() {
      return malformed;
    }

    /** Checks for no session of ours, or without its password. */
    public long strangers() {
      return strangers;
    }

    /** Of these, not even answered by an error, because the source had too many. */
    public long unanswered() {
      return unanswered;
    }
  }

  public IceAgent() {
    this(ERRORS_A_SECOND);
  }

  /** @param errorsASecond how many errors a source is told of */
  IceAgent(int errorsASecond) {
    budget = new ErrorBudget(errorsASecond);
  }

  public IceSession open(Credentials credentials, S of, IceSession.Listener listener) {
    IceSession session = new IceSession(credentials, listener);
    byUfrag.put(credentials.ufrag(), new Entry<>(session, of));
    return session;
  }

  /** Has the session's ways be checked by us as well. */
  public void check(IceSession session, List<CheckList.Base> bases, CheckList.Outgoing outgoing) {
    session.checkBy(new CheckList(session, asks, bases, outgoing));
  }

  /** Who is at the other end, by its description; nothing for a session that only waits. */
  public void remote(IceSession session, Credentials theirs, boolean lite,
      List<Candidate> candidates) {
    CheckList list = session.checkList();
    if (list != null) {
      list.remote(theirs, lite);
      list.add(candidates);
    }
  }

  /** More places where the client may be. */
  public void add(IceSession session, List<Candidate> candidates) {
    if (session.checkList() != null) {
      session.checkList().add(candidates);
    }
  }

  /** From where we can send meanwhile; nothing for a session that only waits. */
  public void bases(IceSession session, List<CheckList.Base> bases) {
    if (session.checkList() != null) {
      session.checkList().bases(bases);
    }
  }

  /** Sends the checks that are due. Returns whether there are more soon. */
  public boolean tick(IceSession session, long nowNanos) {
    CheckList list = session.checkList();
    if (list == null) {
      return false;
    }
    list.tick(nowNanos);
    return list.busy();
  }

  /** New credentials; the old ones are good until a pair is nominated with the new ones. */
  public void restart(IceSession session, Credentials credentials) {
    Entry<S> entry = byUfrag.get(session.key().credentials().ufrag());
    if (entry == null) {
      return; // closed meanwhile
    }
    forget(session.before());
    session.restart(credentials);
    byUfrag.put(credentials.ufrag(), entry);
  }

  public void close(IceSession session) {
    Entry<S> entry = byUfrag.get(session.key().credentials().ufrag());
    if (entry != null) {
      forget(session.key());
      forget(session.before());
      session.paths().forEach(path -> byPath.remove(path, entry.of));
      session.paths().clear();
      if (session.checkList() != null) {
        session.checkList().close();
      }
    }
  }

  /** Whose packets come this way; null: nobody's. */
  public @Nullable S owner(Path path) {
    return byPath.get(path);
  }

  public int sessions() {
    return byUfrag.size();
  }

  public Counts counts() {
    return counts;
  }

  /** Takes a STUN packet; gives what is to be sent back the same way, or null. */
  public byte @Nullable [] on(byte[] packet, int length, Path path, long nowNanos) {
    StunMessage message = StunMessage.of(packet, length);
    if (message == null || message.type() != StunMessage.BINDING_REQUEST) {
      if (message == null || !(message.type() == StunMessage.BINDING_INDICATION
          || answered(message, path, nowNanos))) { // an indication keeps a NAT open, no more
        counts.malformed++;
      }
      return null;
    }
    String username = message.username();
    if (username == null || !message.hasIntegrity()) {
      return refuse(message, path, nowNanos, 400, "Bad Request");
    }
    int colon = username.indexOf(':');
    Entry<S> entry = byUfrag.get(colon < 0 ? username : username.substring(0, colon));
    IceSession.Key key = entry == null ? null : key(entry.session, message, username);
    return entry == null || key == null
        ? refuse(message, path, nowNanos, 401, "Unauthenticated")
        : check(message, entry, key, path, nowNanos);
  }

  private static IceSession.@Nullable Key key(IceSession session, StunMessage message,
      String username) {
    IceSession.Key key = session.key();
    if (!username.startsWith(key.credentials().ufrag() + ":")) {
      key = session.before();
    }
    return key != null && message.intact(key.mac()) ? key : null;
  }

  private byte[] check(StunMessage message, Entry<S> entry, IceSession.Key key, Path path,
      long nowNanos) {
    int unknown = message.unknown();
    if (unknown != 0) {
      return new StunWriter(StunMessage.BINDING_ERROR, message.transaction())
          .error(420, "Unknown Attribute").unknown(unknown).signed(key.mac());
    }
    CheckList list = entry.session.checkList();
    if (list == null ? message.claims(false) : list.conflict(message)) {
      // Section 7.3.1.1: a lite agent never controls, so the other side has to.
      return new StunWriter(StunMessage.BINDING_ERROR, message.transaction())
          .error(487, "Role Conflict").signed(key.mac());
    }
    own(path, entry);
    forget(entry.session.checked(key, path, message.nominates(), nowNanos));
    if (list != null && !path.stream() && key.equals(entry.session.key())) {
      list.triggered(path, message.priority(), nowNanos);
    }
    return new StunWriter(StunMessage.BINDING_SUCCESS, message.transaction())
        .mapped(path.remote()).signed(key.mac());
  }

  private void own(Path path, Entry<S> entry) {
    byPath.put(path, entry.of);
    Path forgotten = entry.session.remember(path);
    if (forgotten != null) {
      byPath.remove(forgotten, entry.of); // another session may have come from there since
    }
  }

  /** An answer to a check of ours; false: it is none. Section 7.2.5.2.1: it has to come from where the check went. */
  private boolean answered(StunMessage message, Path path, long nowNanos) {
    Asks.Ask ask = message.type() == StunMessage.BINDING_SUCCESS
        || message.type() == StunMessage.BINDING_ERROR ? asks.of(message.number()) : null;
    if (ask == null || !ask.path().equals(path) || !message.intact(ask.remote().mac())) {
      return false;
    }
    asks.forget(message.number());
    Entry<S> entry = byUfrag.get(ask.list().ufrag());
    if (entry == null) {
      return true;
    }
    if (message.type() == StunMessage.BINDING_ERROR) {
      ask.list().refused(message.number(), path, message.errorCode(), nowNanos);
    } else {
      own(path, entry);
      forget(ask.list().succeeded(message.number(), path, nowNanos));
    }
    return true;
  }

  private byte @Nullable [] refuse(StunMessage message, Path path, long nowNanos, int code,
      String reason) {
    counts.strangers++;
    if (!budget.allows(path.remote().getAddress(), nowNanos)) {
      counts.unanswered++;
      return null;
    }
    return new StunWriter(StunMessage.BINDING_ERROR, message.transaction()).error(code, reason)
        .finished();
  }

  private void forget(IceSession.@Nullable Key key) {
    if (key != null) {
      byUfrag.remove(key.credentials().ufrag());
    }
  }
}
