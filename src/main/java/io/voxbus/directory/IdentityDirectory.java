package io.voxbus.directory;

import io.vertx.core.Future;

/** Who all nodes are for browsers: a call may move from one to another only under the same certificate. */
public interface IdentityDirectory {
  /**
   * Agrees with the other nodes.
   *
   * @param own key and certificate, PEM: everybody's unless somebody has offered theirs before
   * @return everybody's
   */
  Future<String> agree(String own);
}
