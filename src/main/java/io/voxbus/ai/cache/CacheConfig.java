package io.voxbus.ai.cache;

import org.jspecify.annotations.Nullable;

/**
 * The {@code ai.cache} section of the configuration.
 *
 * @param memoryMb MB of audio in memory; 0: none
 * @param diskMb   MB of audio in the folder; 0: none
 * @param folder   may be common to several nodes: each then has what any of them has made
 */
public record CacheConfig(@Nullable Integer memoryMb, @Nullable Integer diskMb,
    @Nullable String folder) {
  private static final long MB = 1_000_000;

  public CacheConfig {
    memoryMb = memoryMb == null ? 64 : memoryMb;
    diskMb = diskMb == null ? 512 : diskMb;
    folder = folder == null ? "data/tts-cache" : folder;
    if (memoryMb < 0 || diskMb < 0) {
      throw new IllegalArgumentException("ai.cache: sizes are not negative");
    }
  }

  long memoryBytes() {
    return memoryMb == null ? 0 : memoryMb * MB;
  }

  long diskBytes() {
    return diskMb == null ? 0 : diskMb * MB;
  }
}
