package io.voxbus.sip.carrier;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The rules of one registration (RFC 3261 section 10.2): asked for, kept alive, tried again, given back. It knows no
 * clock and no socket.
 */
final class RegistrationMachine {
  private static final int MOST_STALE = 3;

  private final Times times;
  private final RandomGenerator random;
  private Stage stage = Stage.IDLE;
  private long seconds;
  private long dueMillis = Long.MAX_VALUE;
  private long validUntilMillis;
  private int failures;
  private int proofs;
  private boolean lengthened;

  private enum Stage {
    IDLE, ASKING, WAITING, LEAVING, OVER
  }

  /** What is configured. */
  record Times(long expiresSeconds, long retryMinMillis, long retryMaxMillis) {}

  /** What happened. */
  sealed interface Signal {
    record Start() implements Signal {}
    record Stop() implements Signal {}
    record Tick() implements Signal {}
    /**
     * The final answer to the last request; 408 when there was none.
     *
     * @param granted    seconds that the registration is good for
     * @param least      of a 423, in seconds; 0: not said
     * @param retryAfter in seconds; 0: not said
     */
    record Answered(int code, String reason, long granted, long least, long retryAfter,
        boolean stale) implements Signal {}
    /** There is a challenge that can't be answered. */
    record Unproven(int code, String reason) implements Signal {}
  }

  /** What is to be done. */
  sealed interface Effect {
    /** Send a REGISTER; 0 seconds give the registration back. */
    record Register(long seconds) implements Effect {}
    /** Send it once more, with the answer to the challenge that came. */
    record Prove(long seconds) implements Effect {}
    record Registered(long seconds) implements Effect {}
    record Failed(int code, String reason, long retryMillis) implements Effect {}
    /** Nothing leads to us any more. */
    record Lapsed() implements Effect {}
    record Over() implements Effect {}
  }

  RegistrationMachine(Times times, RandomGenerator random) {
    this.times = times;
    this.random = random;
    seconds = times.expiresSeconds();
  }

  /** When it wants a {@link Signal.Tick}; {@link Long#MAX_VALUE}: never. */
  long nextMillis() {
    return validUntilMillis > 0 && stage != Stage.OVER
        ? Math.min(dueMillis, validUntilMillis)
        : dueMillis;
  }

  List<Effect> on(Signal signal, long now) {
    return switch (signal) {
      case Signal.Start() -> ask();
      case Signal.Tick() -> tick(now);
      case Signal.Stop() -> stop();
      case Signal.Answered answered -> answered(answered, now);
      case Signal.Unproven(int code, String reason) -> stage == Stage.LEAVING
          ? over()
          : failed(code, reason, 0, now);
    };
  }

  private List<Effect> ask() {
    stage = Stage.ASKING;
    dueMillis = Long.MAX_VALUE;
    proofs = 0;
    lengthened = false;
    return List.of(new Effect.Register(seconds));
  }

  private List<Effect> tick(long now) {
    if (validUntilMillis > 0 && validUntilMillis <= now) {
      validUntilMillis = 0;
      return List.of(new Effect.Lapsed());
    }
    return stage == Stage.WAITING && dueMillis <= now ? ask() : List.of();
  }

  private List<Effect> stop() {
    boolean registered = validUntilMillis > 0 || stage == Stage.ASKING;
    if (!registered) {
      return over();
    }
    stage = Stage.LEAVING;
    dueMillis = Long.MAX_VALUE;
    proofs = 0;
    return List.of(new Effect.Register(0));
  }

  private List<Effect> over() {
    stage = Stage.OVER;
    dueMillis = Long.MAX_VALUE;
    validUntilMillis = 0;
    return List.of(new Effect.Over());
  }

  private List<Effect> answered(Signal.Answered answer, long now) {
    if (stage != Stage.ASKING && stage != Stage.LEAVING) {
      return List.of();
    }
    boolean leaving = stage == Stage.LEAVING;
    if (answer.code() == 401 || answer.code() == 407) {
      boolean again = proofs == 0 || (answer.stale() && proofs < MOST_STALE);
      proofs++;
      if (again) {
        return List.of(new Effect.Prove(leaving ? 0 : seconds));
      }
    }
    if (leaving) {
      return over();
    }
    if (answer.code() / 100 == 2 && answer.granted() > 0) {
      return registered(answer.granted(), now);
    }
    if (answer.code() == 423 && answer.least() > seconds && !lengthened) { // section 10.2.8
      seconds = answer.least();
      lengthened = true;
      return List.of(new Effect.Register(seconds));
    }
    return failed(answer.code(), answer.reason(), answer.retryAfter() * 1000, now);
  }

  /** It is refreshed when a quarter of it is left. */
  private List<Effect> registered(long granted, long now) {
    stage = Stage.WAITING;
    failures = 0;
    validUntilMillis = now + granted * 1000;
    dueMillis = now + granted * 750;
    return List.of(new Effect.Registered(granted));
  }

  /** RFC 5626 section 4.5: the pauses grow, and no two clients that failed at once come back at once. */
  private List<Effect> failed(int code, String reason, long least, long now) {
    failures++;
    long most = times.retryMaxMillis();
    long bound = isFinal(code)
        ? most
        : Math.min(most, times.retryMinMillis() << Math.min(failures - 1, 20));
    long pause = Math.max(least, bound / 2 + random.nextLong(bound / 2 + 1));
    stage = Stage.WAITING;
    dueMillis = now + pause;
    return List.of(new Effect.Failed(code, reason, pause));
  }

  /** A wrong password or an unknown account: trying it often leads to a ban. */
  private static boolean isFinal(int code) {
    return code / 100 == 6 || (code / 100 == 4 && code != 408 && code != 429 && code != 480);
  }
}
