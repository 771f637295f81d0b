package io.voxbus.sip.guard;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who may send: networks, a rate for each source, and bans of those that guess passwords or scan. IPv6 sources are
 * told apart by their /64. Asked from several threads.
 */
public final class SourceGuard {
  private final GuardConfig config;
  private final List<Cidr> allow;
  private final List<Cidr> deny;
  private final List<Cidr> trust;
  private final Map<InetAddress, Source> sources = new ConcurrentHashMap<>();

  /** What a source may. */
  public enum Answer {
    ALLOWED, DENIED, BANNED, TOO_FAST
  }

  /** @param tokens messages it may send at once, as of {@code atMillis} */
  private record Source(double tokens, long atMillis, int failures, long sinceMillis,
      long bannedUntilMillis) {}

  public SourceGuard(GuardConfig config) {
    this.config = config;
    allow = GuardConfig.parsed(config.allow());
    deny = GuardConfig.parsed(config.deny());
    trust = GuardConfig.parsed(config.trust());
  }

  /** Counts a message. */
  public Answer ask(InetAddress address, long nowMillis) {
    if (isIn(trust, address)) {
      return Answer.ALLOWED;
    }
    if (isIn(deny, address) || (!allow.isEmpty() && !isIn(allow, address))) {
      return Answer.DENIED;
    }
    Source source = Objects.requireNonNull(sources.compute(key(address),
        (key, old) -> spend(old == null ? fresh(nowMillis) : old, nowMillis)));
    if (source.bannedUntilMillis() > nowMillis) {
      return Answer.BANNED;
    }
    if (sources.size() > config.sources()) {
      forget(nowMillis);
    }
    return source.tokens() < 0 ? Answer.TOO_FAST : Answer.ALLOWED;
  }

  /** Counts a wrong password or the like; enough of them ban the source. */
  public void failed(InetAddress address, long nowMillis) {
    if (!isIn(trust, address)) {
      sources.compute(key(address),
          (key, old) -> fail(old == null ? fresh(nowMillis) : old, nowMillis));
    }
  }

  /** Bans a source at once. */
  public void ban(InetAddress address, long nowMillis) {
    if (!isIn(trust, address)) {
      sources.compute(key(address),
          (key, old) -> banned(old == null ? fresh(nowMillis) : old, nowMillis));
    }
  }

  /** Whether that is how scanners call themselves. */
  public boolean isScanner(String userAgent) {
    String name = userAgent.toLowerCase(Locale.ROOT);
    return Objects.requireNonNull(config.scanners()).stream().anyMatch(name::startsWith);
  }

  /** Sources that are remembered. */
  public int size() {
    return sources.size();
  }

  /** Forgets whoever has been quiet; when all are loud, everybody: memory is not a stranger's to fill. */
  private void forget(long nowMillis) {
    sources.values().removeIf(source -> source.bannedUntilMillis() <= nowMillis
        && nowMillis - source.atMillis() > Objects.requireNonNull(config.window()).millis());
    if (sources.size() > config.sources()) {
      sources.values().removeIf(source -> source.bannedUntilMillis() <= nowMillis);
    }
    if (sources.size() > config.sources()) {
      sources.clear();
    }
  }

  private Source fresh(long nowMillis) {
    return new Source(config.burst(), nowMillis, 0, nowMillis, 0);
  }

  private Source spend(Source old, long nowMillis) {
    double gained = (nowMillis - old.atMillis()) * config.rate() / 1000.0;
    double left = Math.min(config.burst(), Math.max(0, old.tokens()) + gained) - 1;
    return new Source(left, nowMillis, old.failures(), old.sinceMillis(), old.bannedUntilMillis());
  }

  private Source fail(Source old, long nowMillis) {
    boolean over = nowMillis - old.sinceMillis() > Objects.requireNonNull(config.window()).millis();
    int failures = over ? 1 : old.failures() + 1;
    Source failed = new Source(old.tokens(), old.atMillis(), failures,
        over ? nowMillis : old.sinceMillis(), old.bannedUntilMillis());
    return failures >= config.failures() ? banned(failed, nowMillis) : failed;
  }

  private Source banned(Source old, long nowMillis) {
    return new Source(old.tokens(), old.atMillis(), 0, nowMillis,
        nowMillis + Objects.requireNonNull(config.ban()).millis());
  }

  private static boolean isIn(List<Cidr> networks, InetAddress address) {
    for (Cidr network : networks) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static InetAddress key(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return address;
    }
    Arrays.fill(bytes, 8, 16, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
