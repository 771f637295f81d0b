package io.voxbus.ice;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ICE-lite agent (RFC 8445 section 2.5) of all calls on one port: answers checks, and knows by them which address
 * belongs to which session. Nobody who does not know a session's password makes it keep anything. On one thread.
 *
 * @param <S> what stands for a session outside of here
 */
public final class IceLite<S> {
  private static final int ERRORS_A_SECOND = 10;

  private final Map<String, Entry<S>> byUfrag = new HashMap<>();
  private final Map<Path, S> byPath = new HashMap<>();
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

  public IceLite() {
    this(ERRORS_A_SECOND);
  }

  /** @param errorsASecond how many errors a source is told of */
  IceLite(int errorsASecond) {
    budget = new ErrorBudget(errorsASecond);
  }

  public IceSession open(Credentials credentials, S of, IceSession.Listener listener) {
    IceSession session = new IceSession(credentials, listener);
    byUfrag.put(credentials.ufrag(), new Entry<>(session, of));
    return session;
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
      counts.malformed++;
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
    if (message.wantsToBeControlled()) {
      // Section 7.3.1.1: a lite agent never controls, so the other side has to.
      return new StunWriter(StunMessage.BINDING_ERROR, message.transaction())
          .error(487, "Role Conflict").signed(key.mac());
    }
    byPath.put(path, entry.of);
    Path forgotten = entry.session.remember(path);
    if (forgotten != null) {
      byPath.remove(forgotten);
    }
    forget(entry.session.checked(key, path, message.nominates(), nowNanos));
    return new StunWriter(StunMessage.BINDING_SUCCESS, message.transaction())
        .mapped(path.remote()).signed(key.mac());
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
