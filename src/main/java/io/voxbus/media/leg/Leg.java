package io.voxbus.media.leg;

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

  /** When the newest packet arrived, {@link System#nanoTime}. */
  long arrivedNanos();
}
