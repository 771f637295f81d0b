package io.voxbus.ws;

import io.voxbus.directory.Placement;
import io.voxbus.directory.lease.Lease;

/**
 * What a session knows of its node.
 *
 * @param lease runs, and sees most others, unless the node is cut off from them
 */
record OwnNode(Placement placement, Lease lease) {
  boolean cutOff() {
    return !lease.runs(System.nanoTime()) || !lease.seesMost();
  }
}
