package io.voxbus.directory;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Who owns which call. */
public interface CallDirectory {
  /** Makes the entry's node the owner. Fails with a Fault 409 when the id is taken. */
  Future<Void> claim(CallEntry entry);

  /** Replaces the entry, if its node still owns the call under its epoch; otherwise nothing happens. */
  Future<Void> update(CallEntry entry);

  /** Removes the entry, if its node still owns the call under its epoch. */
  Future<Void> release(CallEntry entry);

  Future<Optional<CallEntry>> find(String callId);

  /** All calls of all nodes, in no order. */
  Future<List<CallEntry>> list();
}
