package io.voxbus.sip.users;

import io.vertx.core.Future;
import java.util.Optional;

/** Where accounts come from. */
public interface Users {
  /** Nothing when there is no such user; fails when that can't be found out. */
  Future<Optional<Account>> find(String name);
}
