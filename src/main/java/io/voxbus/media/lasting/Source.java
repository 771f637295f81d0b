package io.voxbus.media.lasting;

/** Yields audio to be played, on the media loop's thread. */
public interface Source extends AutoCloseable {
  /** There will be no more. */
  int END = -1;

  /**
   * Fills {@code frame} from its start.
   *
   * @return the samples written; 0: none yet; {@link #END}
   * @throws SourceFailed when it can't go on
   */
  int read(short[] frame);

  /** It is played next or now: what takes time may begin. Called again and again. */
  default void prepare() {}

  /** A frame the caller sent, while it plays. */
  default void heard(short[] frame) {}

  /** Whether somebody waits for its beginning, and is told when that is late. */
  default boolean isAwaited() {
    return false;
  }

  /** Whether it is sound of this moment: a frame without any is no hole in it, and nothing of it comes later. */
  default boolean isLive() {
    return false;
  }

  /** How long it is as far as is known, ms. */
  long totalMillis();

  @Override
  default void close() {}
}
