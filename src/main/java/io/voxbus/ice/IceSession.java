package io.voxbus.ice;

import java.util.ArrayDeque;
import java.util.Deque;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Our side of one ICE session. The first pair that is checked carries packets at once, provisionally: browsers start
 * DTLS as soon as a check was answered, and what nominates the pair may be lost. From then on the nominated one does.
 */
public final class IceSession {
  /** What becomes of a session. */
  public interface Listener {
    /** Packets go and come this way from now on. */
    void path(Path path);
  }

  /** Checked addresses that may send to the session; a client has a handful. */
  private static final int MOST_PATHS = 16;

  /** One pair of user name and password, and what signs with it. */
  record Key(Credentials credentials, Mac mac) {
    Key(Credentials credentials) {
      this(credentials, StunWriter.mac(credentials.password()));
    }
  }

  private final Listener listener;
  private final Deque<Path> paths = new ArrayDeque<>();
  private Key key;
  private @Nullable Key before;
  private @Nullable Path path;
  private boolean nominated;
  private long checkedNanos;
  private long checks;

  IceSession(Credentials credentials, Listener listener) {
    this.key = new Key(credentials);
    this.listener = listener;
  }

  /** The pair that carries packets; null before the first check. */
  public @Nullable Path path() {
    return path;
  }

  public boolean nominated() {
    return nominated;
  }

  /** Checks that were made by somebody who knows the password. */
  public long checks() {
    return checks;
  }

  /** Whether the client has been silent for longer than it may (RFC 7675 section 5.1); false before its first check. */
  public boolean silent(long nowNanos, long mostNanos) {
    return path != null && nowNanos - checkedNanos > mostNanos;
  }

  Key key() {
    return key;
  }

  @Nullable
  Key before() {
    return before;
  }

  Deque<Path> paths() {
    return paths;
  }

  /** RFC 8445 section 9: the old credentials live on until a pair of the new ones is nominated. */
  void restart(Credentials credentials) {
    before = key;
    key = new Key(credentials);
    nominated = false;
  }

  /** A check that was made with our password. Returns the credentials that have become useless, if any. */
  @Nullable
  Key checked(Key by, Path from, boolean nominates, long nowNanos) {
    checks++;
    checkedNanos = nowNanos;
    boolean current = by.equals(key);
    boolean stillOld = !nominated && by.equals(before);
    if (path == null || (nominates && (current || stillOld))) {
      move(from);
    }
    if (!nominates || !current) {
      return null;
    }
    nominated = true;
    Key useless = before;
    before = null;
    return useless;
  }

  /** Remembers where checked packets come from. Returns the one that was forgotten for it, if any. */
  @Nullable
  Path remember(Path from) {
    if (paths.contains(from)) {
      return null;
    }
    paths.addLast(from);
    return paths.size() <= MOST_PATHS
        ? null
        : paths.getFirst().equals(path) ? second() : paths.pollFirst();
  }

  private @Nullable Path second() {
    Path first = paths.removeFirst();
    Path second = paths.pollFirst();
    paths.addFirst(first);
    return second;
  }

  private void move(Path to) {
    if (!to.equals(path)) {
      path = to;
      listener.path(to);
    }
  }
}
