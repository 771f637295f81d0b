package io.voxbus.directory;

import io.vertx.core.Future;

/** What only one node of the cluster may do at a time. */
public interface LeaseDirectory {
  /** Takes it, or holds on to it, for so long. Whether it is this node's now. */
  Future<Boolean> hold(String what, long millis);

  /** Leaves it to others, if it is this node's. */
  Future<Void> release(String what);
}
