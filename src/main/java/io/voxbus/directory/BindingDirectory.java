package io.voxbus.directory;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Where the phones of which user are. */
public interface BindingDirectory {
  /** What is registered for a user, also what has expired meanwhile. */
  Future<List<Binding>> find(String user);

  /**
   * Replaces what is registered for a user by what {@code change} makes of it, at once or not at all. It may be called
   * more than once, on any thread; an exception of it leaves everything as it is and fails the answer.
   *
   * @return what is registered now
   */
  Future<List<Binding>> change(String user, UnaryOperator<List<Binding>> change);

  /** Everybody's, by user. */
  Future<Map<String, List<Binding>>> all();
}
