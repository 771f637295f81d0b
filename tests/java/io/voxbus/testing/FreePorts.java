package io.voxbus.testing;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of loopback that nobody uses, for what is told its port before it opens it. They are below those that the
 * system hands out by itself: it might give one of those to another socket in between, and whoever connects to a port
 * where nobody listens yet may be given that very port and reach himself.
 */
public final class FreePorts {
  private static final int FIRST = 10_000;
  private static final int LAST = 19_999;
  private static final AtomicInteger LATEST = new AtomicInteger(
      ThreadLocalRandom.current().nextInt(FIRST, LAST));

  private FreePorts() {}

  /** A port that is free for TCP and for UDP; not given again before all others were. */
  public static int next() {
    for (int tries = FIRST; tries <= LAST; tries++) {
      int port = LATEST.updateAndGet(latest -> latest == LAST ? FIRST : latest + 1);
      if (isFree(port)) {
        return port;
      }
    }
    throw new AssertionError("no port is free");
  }

  private static boolean isFree(int port) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
        DatagramSocket udp = new DatagramSocket(port, loopback)) {
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
