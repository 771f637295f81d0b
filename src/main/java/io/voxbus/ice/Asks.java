package io.voxbus.ice;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** The requests of all sessions that wait for an answer, by their transactions, which nobody can guess. */
final class Asks {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Map<Long, Ask> waiting = new HashMap<>();

  /** Who is asked. */
  record Remote(Credentials credentials, Mac mac) {}

  /** What waits. */
  record Ask(CheckList list, Path path, Remote remote) {}

  /** Its number; never 0. */
  long next(CheckList list, Path path, Remote remote) {
    long number;
    do {
      number = RANDOM.nextLong();
    } while (number == 0 || waiting.containsKey(number));
    waiting.put(number, new Ask(list, path, remote));
    return number;
  }

  @Nullable
  Ask of(long number) {
    return waiting.get(number);
  }

  void forget(long number) {
    waiting.remove(number);
  }

  int size() {
    return waiting.size();
  }
}
