package io.voxbus.cluster;

import static io.voxbus.testing.sip.TestStack.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.voxbus.directory.LeaseDirectory;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.testing.FreePorts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes that want the same. */
class SharedLeasesIT {
  private static final List<ClusterStart.Joined> NODES = new ArrayList<>();

  @BeforeAll
  static void join() throws IOException {
    String name = "test-" + UUID.randomUUID();
    int first = FreePorts.next();
    for (int port : List.of(first, FreePorts.next())) {
      NODES.add(await(new ClusterStart(
          new ClusterConfig(true, name, null, port, 0, List.of("127.0.0.1:" + first), null,
              new Seconds(5000), null, null, null, 0, List.of(), null),
          "node-" + port).join(Vertx::builder, new VertxOptions())));
    }
  }

  @AfterAll
  static void leave() {
    NODES.forEach(node -> await(node.vertx().close()));
  }

  private static LeaseDirectory node(int number) {
    return NODES.get(number).shared().leases();
  }

  @Test
  void whatOneHoldsTheOtherCannotHaveUntilItIsReleased() {
    assertEquals(List.of(true, false, true, true),
        List.of(await(node(0).hold("a", 60_000)), await(node(1).hold("a", 60_000)),
            await(node(0).hold("a", 60_000)), await(node(1).hold("b", 60_000))));
    await(node(1).release("a"));
    assertEquals(false, await(node(1).hold("a", 60_000)));
    await(node(0).release("a"));
    assertEquals(List.of(true, false),
        List.of(await(node(1).hold("a", 60_000)), await(node(0).hold("a", 60_000))));
  }

  @Test
  void whatIsNotHeldOnToIsFreeAgain() {
    assertEquals(true, await(node(0).hold("short", 1_000)));
    for (long end = System.nanoTime() + 20_000_000_000L; !await(node(1).hold("short", 60_000));) {
      assertTrue(System.nanoTime() < end, "it is never free");
    }
    assertEquals(false, await(node(0).hold("short", 1_000)));
  }
}
