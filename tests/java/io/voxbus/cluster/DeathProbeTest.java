package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The port of a node that has left the cluster, and a clock that only runs while the probe pauses. */
class DeathProbeTest {
  private static final int NEVER = Integer.MAX_VALUE;
  private ServerSocket port;
  private long now;
  private long endsAt;
  private final DeathProbe probe = new DeathProbe(this::pause);

  @BeforeEach
  void listen() throws IOException {
    port = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    port.close();
  }

  private void pause(long millis) {
    now += millis;
    if (now >= endsAt) {
      end();
    }
  }

  private void end() {
    try {
      port.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private boolean refuses() {
    return probe.refuses(new InetSocketAddress(port.getInetAddress(), port.getLocalPort()));
  }

  @Test
  void aProcessThatHasEndedIsFoundAtOnce() {
    InetSocketAddress address = new InetSocketAddress(port.getInetAddress(), port.getLocalPort());
    end();
    assertTrue(probe.refuses(address));
    assertEquals(0, now);
  }

  @Test
  void aProcessThatEndsWithinASecondIsFoundWithinATwentiethOfOne() {
    endsAt = 910;
    assertTrue(refuses());
    assertEquals(950, now);
  }

  @Test
  void aProcessThatTakesNineSecondsToEndIsFound() {
    endsAt = 9_000;
    assertTrue(refuses());
    assertEquals(9_000, now);
  }

  @Test
  void aProcessThatLivesIsAskedForTenSeconds() {
    endsAt = NEVER;
    assertFalse(refuses());
    assertEquals(10_000, now);
  }
}
