package io.voxbus.directory;

import io.vertx.core.Future;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.NodeReply;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who owns which call. */
public interface CallDirectory {
  /** Makes the entry's node the owner. Fails with a Fault 409 when the id is taken. */
  Future<Void> claim(CallEntry entry);

  /** Replaces the entry, if its node still owns the call under its epoch; otherwise nothing happens. */
  Future<Void> update(CallEntry entry);

  /**
   * Removes the entry, if its node still owns the call under its epoch, and what was kept under that epoch.
   *
   * @return whether it still did: otherwise the call is another's, who ends and records it
   */
  Future<Boolean> release(CallEntry entry);

  /** Whether there is anybody who could restore a call. */
  default boolean keeps() {
    return true;
  }

  /**
   * Keeps what the call would be restored from, under the entry's epoch: what a former owner still writes is no other's.
   * It goes with the entry.
   *
   * @param state JSON
   */
  Future<Void> keep(CallEntry entry, String state);

  /**
   * Makes {@code node} the owner of a call under the next epoch, if the call still has the owner and the epoch that
   * it was lost with; otherwise it has ended, or somebody else was first, and nothing is given. One node asks once.
   */
  Future<Optional<Taken>> takeOver(CallRequest.TakeOver lost, String node);

  /** A call that has changed its owner, and what it is to be restored from; null when nothing was kept yet. */
  record Taken(CallEntry entry, @Nullable String state) {}

  Future<Optional<CallEntry>> find(String callId);

  /** All calls of all nodes, in no order. */
  Future<List<CallEntry>> list();

  /** What this node has heard of them, for when {@link #list} may take long: some may have changed or ended since. */
  default Future<List<CallEntry>> heard() {
    return list();
  }

  /** What this node remembers of those calls. */
  default NodeReply.Remembered remembered(Collection<String> callIds) {
    return NodeReply.Remembered.NOTHING;
  }

  /** Whether nobody but this node knows of the call, as it is only rehearsed: it is neither counted nor recorded. */
  default boolean rehearses(String callId) {
    return false;
  }

  /** Whom to tell, on any thread, when more nodes have died at once than there were copies of what is kept here. */
  default void onLoss(Runnable told) {}
}
