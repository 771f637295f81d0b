package io.voxbus.sip.auth;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers the challenges that one request meets. A wrong password is not tried again, whatever nonce comes with the
 * second challenge; a stale nonce is. One a request and server.
 */
public final class Prover {
  private static final int MOST_STALE = 3;

  private final String user;
  private final String password;
  private final Supplier<String> cnonce;
  private @Nullable Challenge met;
  private int count;
  private int stale;

  /** @param cnonce a fresh random text each time */
  public Prover(String user, String password, Supplier<String> cnonce) {
    this.user = user;
    this.password = password;
    this.cnonce = cnonce;
  }

  /** What is to be proven about a request. */
  public record Claim(String method, String uri, String body) {}

  /**
   * RFC 8760 section 2.4: the first challenge that is understood is answered.
   *
   * @param challenges the values of the headers, in their order
   * @return nothing when none can be answered, or the answer was refused already
   */
  public Optional<String> answer(List<String> challenges, Claim claim) {
    Optional<Challenge> first = challenges.stream().map(Challenge::parse)
        .flatMap(Optional::stream).findFirst();
    if (first.isEmpty() || (met != null && !again(first.get()))) {
      return Optional.empty();
    }
    met = first.get();
    count = 0;
    return Optional.of(prove(met, claim));
  }

  /** Proves a further request with the nonce that is known, if there is one: that saves a challenge. */
  public Optional<String> further(Claim claim) {
    return Optional.ofNullable(met).filter(known -> !known.qop().isEmpty())
        .map(known -> prove(known, claim));
  }

  /** To be called when a request was accepted: from now on a challenge means a stale nonce again. */
  public void accepted() {
    stale = 0;
  }

  private boolean again(Challenge challenge) {
    stale++;
    return challenge.stale() && stale <= MOST_STALE;
  }

  private String prove(Challenge to, Claim claim) {
    String qop = to.qop().isEmpty() ? null : to.qop().contains("auth") ? "auth" : "auth-int";
    count++;
    Credentials open = new Credentials(user, to.realm(), to.nonce(), claim.uri(), to.algorithm(),
        qop, qop == null ? null : String.format("%08x", count), qop == null ? null : cnonce.get(),
        to.opaque(), "");
    return open.proven(to.algorithm().ha1(user, to.realm(), password), claim.method(), claim.body())
        .write();
  }
}
