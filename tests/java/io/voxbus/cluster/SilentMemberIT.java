package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.voxbus.testing.FreePorts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A machine that hangs takes connections, and answers nothing. */
class SilentMemberIT {
  private static final int LISTENS_MILLIS = 1_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Test
  @Timeout(60)
  void aMemberThatAnswersNothingKeepsNoThreadBusy() throws Exception {
    InetAddress here = InetAddress.getByName("127.0.0.1");
    try (ServerSocket silent = new ServerSocket(0, 50, here)) {
      CompletableFuture<HazelcastInstance> started = CompletableFuture
          .supplyAsync(() -> start(silent.getLocalPort()));
      try (Socket connection = silent.accept()) {
        silenceTakesNoCpu(connection);
      } finally {
        silent.close(); // or it would not be alone, and wait
        started.get().shutdown();
      }
    }
  }

  private static void silenceTakesNoCpu(Socket connection) throws IOException {
    assertArrayEquals("HZC".getBytes(StandardCharsets.US_ASCII),
        connection.getInputStream().readNBytes(3));
    connection.setSoTimeout(LISTENS_MILLIS);
    long before = sendersCpuNanos();
    assertThrows(SocketTimeoutException.class, () -> connection.getInputStream().read());
    long millis = TimeUnit.NANOSECONDS.toMillis(sendersCpuNanos() - before);
    assertTrue(millis < LISTENS_MILLIS / 2, millis + " ms in " + LISTENS_MILLIS);
  }

  private static HazelcastInstance start(int silentPort) {
    ClusterConfig config = new ClusterConfig(true, "silent", "127.0.0.1", FreePorts.next(), 0,
        List.of("127.0.0.1:" + silentPort), null, null, null, null, null, null, null, null);
    return Hazelcast.newHazelcastInstance(new ClusterStart(config, "n1").hazelcast());
  }

  private static long sendersCpuNanos() {
    return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().contains(".IO.thread-out-"))
        .mapToLong(ThreadInfo::getThreadId).map(THREADS::getThreadCpuTime).sum();
  }
}
