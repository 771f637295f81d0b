package io.voxbus.sip.registrar;

import io.voxbus.directory.Binding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a registration makes of the bindings that are there (RFC 3261 section 10.3, steps 6 to 8). Pure. */
public final class RegisterRules {
  private final RegistrarConfig config;

  public RegisterRules(RegistrarConfig config) {
    this.config = config;
  }

  /** Why a registration is refused; nothing has changed. */
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;

    Refused(int status, String reason) {
      super(reason, null, false, false);
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  /** @throws Refused when any of its contacts can't be had */
  public List<Binding> apply(List<Binding> held, Registration wanted, long nowMillis) {
    List<Binding> now = new ArrayList<>(live(held, nowMillis));
    if (wanted.everything()) {
      removeAll(now, wanted);
      return now;
    }
    wanted.contacts().forEach(wish -> apply(now, wanted, wish, nowMillis));
    if (now.size() > config.contacts()) {
      throw new Refused(403, "Too Many Contacts");
    }
    return List.copyOf(now);
  }

  /** What has not expired, the one to try first at the front. */
  public static List<Binding> live(List<Binding> held, long nowMillis) {
    return held.stream().filter(one -> one.expiresMillis() > nowMillis)
        .sorted(Comparator.comparingDouble(Binding::q).reversed()
            .thenComparing(Comparator.comparingLong(Binding::expiresMillis).reversed()))
        .toList();
  }

  private static void removeAll(List<Binding> now, Registration wanted) {
    if (!wanted.contacts().isEmpty() || wanted.expires() == null || wanted.expires() != 0) {
      throw new Refused(400, "Contact * Needs Expires 0");
    }
    now.forEach(one -> checkOrder(one, wanted));
    now.clear();
  }

  private void apply(List<Binding> now, Registration wanted, Registration.Wish wish,
      long nowMillis) {
    Optional<Binding> old = now.stream().filter(one -> isSame(one, wish)).findFirst();
    old.ifPresent(one -> checkOrder(one, wanted));
    old.ifPresent(now::remove);
    long seconds = seconds(wanted, wish);
    if (seconds > 0) {
      now.add(new Binding(wish.uri(), wanted.path(), wish.q(), wish.instance(), wanted.callId(),
          wanted.cseq(), nowMillis + seconds * 1000, wanted.userAgent(), wanted.flow()));
    }
  }

  /** A phone that names itself is the same under a new address (RFC 5626 section 6). */
  private static boolean isSame(Binding held, Registration.Wish wish) {
    return wish.instance() != null
        ? wish.instance().equals(held.instance())
        : held.instance() == null && held.contact().equalsIgnoreCase(wish.uri());
  }

  /** Step 7: of two messages of one registration the later one counts, in whatever order they arrive. */
  private static void checkOrder(Binding held, Registration wanted) {
    if (held.callId().equals(wanted.callId()) && wanted.cseq() <= held.cseq()) {
      throw new Refused(500, "Out Of Order");
    }
  }

  private long seconds(Registration wanted, Registration.Wish wish) {
    long most = Objects.requireNonNull(config.maxExpires()).millis() / 1000;
    long least = Objects.requireNonNull(config.minExpires()).millis() / 1000;
    Long asked = wish.expires() != null ? wish.expires() : wanted.expires();
    long seconds = asked == null
        ? Objects.requireNonNull(config.expires()).millis() / 1000
        : asked;
    if (seconds > 0 && seconds < least) {
      throw new Refused(423, "Interval Too Brief");
    }
    return Math.min(seconds, most);
  }
}
