package io.voxbus.directory.lease;

/** Until when this node may act for its calls. Read every 20 ms: it neither allocates nor waits. */
public interface Lease {
  /** Of a node that is alone. */
  Lease FOREVER = nowNanos -> true;

  /** @param nowNanos {@link System#nanoTime} */
  boolean runs(long nowNanos);

  /** Whether this node reads of the calls of all others what most nodes read, and not what is left of it on an island. */
  default boolean seesMost() {
    return true;
  }
}
