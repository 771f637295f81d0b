package io.voxbus.call.state;

import org.jspecify.annotations.Nullable;

/**
 * A part of a call that is recorded: there is one for each node that it has lived on.
 *
 * @param bytes size of the file; {@link #UNFINISHED} while it grows, and for ever if its node is killed
 * @param node  on whose disk it is; null: not known, as an older version has kept it
 * @param error why something of it could not be written; null: it could
 */
public record RecordedPart(String path, long bytes, @Nullable String node,
    @Nullable String error) {
  private static final long UNFINISHED = -1;

  /** One that grows. */
  public static RecordedPart begun(String path, String node) {
    return new RecordedPart(path, UNFINISHED, node, null);
  }

  public RecordedPart failed(String why) {
    return new RecordedPart(path, bytes, node, why);
  }

  /** Whether it grows on the disk of that node. */
  public boolean growsAt(String here) {
    return !finished() && here.equals(node);
  }

  public boolean finished() {
    return bytes != UNFINISHED;
  }
}
