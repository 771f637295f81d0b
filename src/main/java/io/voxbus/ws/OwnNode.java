package io.voxbus.ws;

import io.voxbus.directory.Placement;
import io.voxbus.directory.lease.Lease;

/**
 * What a session knows of its node.
 *
 * @param lease runs unless the node is cut off from most others
 */
record OwnNode(Placement placement, Lease lease) {
  boolean cutOff() {
    return !lease.runs(System.nanoTime());
  }
}
