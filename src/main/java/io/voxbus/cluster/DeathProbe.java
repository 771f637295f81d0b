package io.voxbus.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Asks whether a process has ended: its machine answers, and refuses connections to its port. A process that is being
 * ended may have its port for a while longer than its connections: it is asked for ten seconds.
 */
final class DeathProbe {
  private static final int CONNECT_MILLIS = 500;
  private static final int TRIES = 38;
  /** The first of them one shortly after the other. */
  private static final int FAST_TRIES = 20;
  private static final int FAST_MILLIS = 50;
  private static final int SLOW_MILLIS = 500;

  private final Pause pause;

  /** What is done between two tries. */
  interface Pause {
    void sleep(long millis) throws InterruptedException;
  }

  DeathProbe(Pause pause) {
    this.pause = pause;
  }

  /** Blocks. False also when nobody can tell. */
  boolean refuses(InetSocketAddress address) {
    for (int i = 0; i < TRIES; i++) {
      try (Socket socket = new Socket()) {
        socket.connect(address, CONNECT_MILLIS);
      } catch (ConnectException e) {
        return String.valueOf(e.getMessage()).startsWith("Connection refused");
      } catch (IOException e) {
        return false;
      }
      try {
        pause.sleep(i < FAST_TRIES ? FAST_MILLIS : SLOW_MILLIS);
      } catch (InterruptedException e) {
        return false;
      }
    }
    return false;
  }
}
