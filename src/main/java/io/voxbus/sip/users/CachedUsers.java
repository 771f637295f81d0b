package io.voxbus.sip.users;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Asks a backend once for many requests: answers are believed for a while, that there is no such user as well, and who
 * asks while another does shares the answer. A failure is not kept. Asked from several threads.
 */
public final class CachedUsers implements Users {
  private static final int MOST = 10_000;

  private final Users backend;
  private final long lifeMillis;
  private final LongSupplier nowMillis;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  private record Answer(Future<Optional<Account>> account, long atMillis) {}

  public CachedUsers(Users backend, long lifeMillis, LongSupplier nowMillis) {
    this.backend = backend;
    this.lifeMillis = lifeMillis;
    this.nowMillis = nowMillis;
  }

  @Override
  public Future<Optional<Account>> find(String name) {
    long now = nowMillis.getAsLong();
    Answer known = answers.get(name);
    if (known != null && now - known.atMillis() < lifeMillis) {
      return known.account();
    }
    if (answers.size() >= MOST) {
      answers.clear();
    }
    Answer asked = new Answer(backend.find(name), now);
    answers.put(name, asked);
    asked.account().onFailure(failure -> answers.remove(name, asked));
    return asked.account();
  }
}
