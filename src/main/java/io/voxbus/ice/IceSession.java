package io.voxbus.ice;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
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

  /** Twice as long as browsers leave between two checks, and more. */
  private static final long DESERTED_NANOS = TimeUnit.SECONDS.toNanos(12);
  /** Checked addresses that may send to the session; a client has a handful. */
  private static final int MOST_PATHS = 16;

  /** One pair of user name and password, and what signs with it. */
  record Key(Credentials credentials, Mac mac) {
    Key(Credentials credentials) {
      this(credentials, StunWriter.mac(credentials.password()));
    }
  }

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Listener listener;
  private final long tieBreaker = RANDOM.nextLong();
  private final Deque<Path> paths = new ArrayDeque<>();
  private Key key;
  private @Nullable Key before;
  private @Nullable Path path;
  private @Nullable CheckList checkList;
  private boolean nominated;
  private long checkedNanos;
  /** When the client was last heard from by the way that is used. */
  private long usedNanos;
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

  /**
   * Whether the client has been silent for longer than it may (RFC 7675 section 5.1); false before its first check. What
   * counts is its checks, or its answers where we check as well, which is by UDP.
   */
  public boolean silent(long nowNanos, long mostNanos) {
    return path != null && nowNanos - checkedNanos > mostNanos;
  }

  Key key() {
    return key;
  }

  /** What we check ourselves; null: nothing. */
  @Nullable
  CheckList checkList() {
    return checkList;
  }

  void checkBy(CheckList list) {
    checkList = list;
  }

  long tieBreaker() {
    return tieBreaker;
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
    checkedNanos = checkList == null || from.stream() ? nowNanos : checkedNanos;
    usedNanos = from.equals(path) ? nowNanos : usedNanos;
    boolean current = by.equals(key);
    boolean stillOld = !nominated && by.equals(before);
    boolean follows = current && checkList == null && deserted(nowNanos);
    if (path == null || follows || (nominates && (current || stillOld))) {
      move(from, current, nowNanos);
    }
    return nominates && current ? settle() : null;
  }

  /** The client has answered a check of ours. Returns the credentials that have become useless, if any. */
  @Nullable
  Key answered(Path from, boolean chosen, long nowNanos) {
    if (from.equals(path)) {
      checkedNanos = nowNanos;
      usedNanos = nowNanos;
    }
    if (path == null || chosen || deserted(nowNanos)) {
      move(from, true, nowNanos);
    }
    return chosen ? settle() : null;
  }

  /**
   * Whether nothing comes by the way that is used any more, while the client is elsewhere: a NAT has given it another
   * address, of which it knows nothing, and so nominates nothing.
   */
  private boolean deserted(long nowNanos) {
    return nominated && nowNanos - usedNanos > DESERTED_NANOS;
  }

  private @Nullable Key settle() {
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

  /** @param current whether it was found with the credentials that count now */
  private void move(Path to, boolean current, long nowNanos) {
    if (checkList != null) {
      checkList.moved(current);
    }
    if (!to.equals(path)) {
      path = to;
      checkedNanos = nowNanos;
      usedNanos = nowNanos;
      listener.path(to);
    }
  }
}
