package io.voxbus.media.leg;

import java.io.IOException;
import java.nio.channels.DatagramChannel;

/** The loop that drives legs, as those with sockets see it. */
public interface ChannelLoop {
  /** Called on the loop's thread when something has arrived. */
  interface Readable {
    void readable(DatagramChannel channel, long nowNanos);
  }

  /** Runs something on the loop's thread soon; in order. From any thread. */
  void execute(Runnable command);

  /** On the loop's thread: tells from now on when something arrives. */
  void watch(DatagramChannel channel, Readable reader) throws IOException;

  /** On the loop's thread: closes the channel, and its port is free at once. */
  void close(DatagramChannel channel);
}
