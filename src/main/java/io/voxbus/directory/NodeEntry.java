package io.voxbus.directory;

/**
 * A node as the others see it.
 *
 * @param draining      whether it takes no new calls
 * @param version       of the program
 * @param startedMillis wall clock
 * @param cpu           share of its machine's processors that it uses, 0 to 1
 */
public record NodeEntry(String id, int calls, int maxCalls, boolean draining, String version,
    long startedMillis, double cpu) {
  public NodeEntry {
    version = version == null ? "" : version; // a node of an older version tells none
  }

  public NodeEntry(String id, int calls, int maxCalls, boolean draining) {
    this(id, calls, maxCalls, draining, "", 0, 0);
  }

  public boolean takesCalls() {
    return !draining && calls < maxCalls;
  }
}
