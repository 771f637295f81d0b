package io.voxbus.call.state;

import org.jspecify.annotations.Nullable;

/**
 * A part of a call that is recorded: there is one for each node that it has lived on.
 *
 * @param bytes size of the file; {@link #UNFINISHED} while it grows, and for ever if its node is killed
 * @param node  on whose disk it is; null: not known, as an older version has kept it
 */
public record RecordedPart(String path, long bytes, @Nullable String node) {
  public static final long UNFINISHED = -1;

  public boolean finished() {
    return bytes != UNFINISHED;
  }
}
