package io.voxbus.media.leg;

import org.jspecify.annotations.Nullable;

/** How audio of one transport reaches the pipeline and leaves it. On the media loop's thread. */
public interface Leg {
  /** Takes in what has arrived since the last tick. */
  void poll();

  /**
   * Takes the next frame of 20 ms the remote party sent.
   *
   * @return false when there is none yet
   */
  boolean receive(short[] frame);

  /** How many whole frames wait to be received. */
  int waiting();

  /** Sends a frame of 20 ms to the remote party; it may be changed afterwards. */
  void send(short[] frame);

  /**
   * How long the newest packet had waited at {@code nowNanos}; negative when that is of no use, because the leg keeps
   * packets back by itself.
   */
  default long waitedNanos(long nowNanos) {
    return -1;
  }

  /** Whether it has to be sent one frame a tick; else a burst of frames is sent as it comes. */
  default boolean paced() {
    return true;
  }

  /** A tick at which nothing is sent: for legs whose stream must not pause. */
  default void rest() {}

  /** Whether keys come as events of the transport, so that none need be found in the audio. */
  default boolean tellsKeys() {
    return false;
  }

  /** Dials keys by the transport's own means; false if it has none. */
  default boolean dial(String digits, int millisEach) {
    return false;
  }

  /** Whether what is sent reaches the remote party: what is played waits for that. */
  default boolean ready() {
    return true;
  }

  /**
   * Sends what comes on to another leg, packet by packet and unheard by anybody else; null: no longer.
   *
   * @return whether it does: both must have the same codec
   */
  default boolean relay(@Nullable Leg to) {
    return false;
  }

  /** The end. */
  default void close() {}

  /** The end of it here: the remote party goes on with another node, and is not told. */
  default void part() {
    close();
  }
}
