package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.UnixOperatingSystemMXBean;
import io.voxbus.rtp.RtpCodec;
import io.voxbus.testing.Signals;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import io.voxbus.testing.webrtc.Browser;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A call by WebRTC has no thread and no descriptor of its own, but for its WebSocket: one port and its thread serve them
 * all. A dump of its events would be an open file.
 */
class WebRtcFootprintTest {
  private static final int FIRST_CALLS = 6;
  private static final int CALLS = 40;
  /** What all calls share and the first ones did not need yet: carriers of virtual threads, pools of the clients. */
  private static final int SHARED = CALLS / 2;
  /** Of a client here: its clock. */
  private static final int CLIENT_THREADS = 1;
  /** Of a client here: its socket of UDP, and both ends of its WebSocket. */
  private static final int CLIENT_DESCRIPTORS = 3;
  private static final short[] TONE = Signals.sine(16_000, 500, -12, 16_000);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final UnixOperatingSystemMXBean SYSTEM = (UnixOperatingSystemMXBean) ManagementFactory
      .getOperatingSystemMXBean();
  @TempDir
  Path data;

  private record Call(WsClient client, Browser browser) {}

  /** What the process has of both. */
  private record Counts(long threads, long descriptors) {
    static Counts now() {
      return new Counts(ManagementFactory.getThreadMXBean().getThreadCount(),
          SYSTEM.getOpenFileDescriptorCount());
    }

    boolean within(Counts before, int clients) {
      return threads <= before.threads + (long) clients * CLIENT_THREADS + SHARED
          && descriptors <= before.descriptors + (long) clients * CLIENT_DESCRIPTORS + SHARED;
    }
  }

  @Test
  void callsTakeNoThreadsAndNoDescriptors() {
    try (TestNode node = TestNode.start(data, "")) {
      node.awaitReady();
      end(place(node, FIRST_CALLS));
      Counts before = Counts.now();
      List<Call> calls = place(node, CALLS);
      Counts during = Counts.now();
      assertTrue(during.within(before, CALLS), during + ", before them " + before);
      end(calls);
      await(() -> Counts.now().within(before, 0), before);
    }
  }

  /** Calls that are up, and whose clients speak and are heard. */
  private static List<Call> place(TestNode node, int count) {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      WsClient client = node.connect("/call/webrtc?dump=false");
      Browser browser = new Browser(RtpCodec.PCMU, 8000);
      ObjectNode invite = JsonNodeFactory.instance.objectNode().put("command", "invite");
      invite.putObject("option").put("offer", browser.offer());
      browser.answer(client.send(invite.toString()).await("answer").path("sdp").asText())
          .say(TONE).awaitSecured();
      client.await("mediaReady");
      client.send("{\"command\":\"play\",\"url\":\"echo:\"}");
      calls.add(new Call(client, browser));
    }
    for (Call call : calls) {
      call.browser.hear(TONE.length / 10);
    }
    return calls;
  }

  private static void end(List<Call> calls) {
    for (Call call : calls) {
      call.client.send("{\"command\":\"hangup\"}").await("hangup");
      assertEquals(1000, call.client.awaitClose());
      call.browser.close();
      call.client.close();
    }
  }

  private static void await(BooleanSupplier done, Counts before) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!done.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, Counts.now() + ", before the calls " + before);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }
}
