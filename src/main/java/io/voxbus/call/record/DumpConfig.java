package io.voxbus.call.record;

/**
 * Where the events and commands of calls are written ({@code dump:} in the configuration).
 *
 * @param root        the folder
 * @param bufferBytes how much of one call may wait for a slow disk before lines are dropped
 */
public record DumpConfig(String root, Integer bufferBytes) {
  public DumpConfig {
    if (root == null) {
      root = "data/recordings";
    }
    if (bufferBytes == null) {
      bufferBytes = 1 << 20;
    }
  }
}
