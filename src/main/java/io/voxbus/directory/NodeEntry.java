package io.voxbus.directory;

/**
 * A node as the others see it.
 *
 * @param draining whether it takes no new calls
 */
public record NodeEntry(String id, int calls, int maxCalls, boolean draining) {
  public boolean takesCalls() {
    return !draining && calls < maxCalls;
  }
}
