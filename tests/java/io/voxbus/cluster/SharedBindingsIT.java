package io.voxbus.cluster;

import static io.voxbus.testing.sip.TestStack.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.voxbus.directory.Binding;
import io.voxbus.directory.BindingDirectory;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.testing.FreePorts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes: a phone that registered at one is known at the other. */
class SharedBindingsIT {
  private static final List<ClusterStart.Joined> NODES = new ArrayList<>();

  @BeforeAll
  static void join() throws IOException {
    String name = "test-" + UUID.randomUUID();
    int first = FreePorts.next();
    for (int port : List.of(first, FreePorts.next())) {
      NODES.add(io.voxbus.testing.sip.TestStack.await(new ClusterStart(
          new ClusterConfig(true, name, null, port, 0, List.of("127.0.0.1:" + first), null,
              new Seconds(5000), null, null, null, 0, List.of(), null),
          "node-" + port).join(Vertx::builder, new VertxOptions())));
    }
  }

  @AfterAll
  static void leave() {
    NODES.forEach(node -> await(node.vertx().close()));
  }

  private static Binding binding(String contact) {
    return new Binding(contact, List.of("<sip:p;lr>"), 0.5, "i", "call", 7,
        System.currentTimeMillis() + 60_000, "Desk",
        new Binding.Flow("node-1", "TCP", "192.0.2.1", 5060));
  }

  @Test
  void theFirstIdentityIsEverybodys() {
    assertEquals("first", await(NODES.get(0).shared().identity().agree("first")));
    assertEquals("first", await(NODES.get(1).shared().identity().agree("second")));
    assertEquals("first", await(NODES.get(0).shared().identity().agree("third")));
  }

  @Test
  void whatOneNodeLearnsTheOtherKnows() {
    BindingDirectory a = NODES.get(0).shared().bindings();
    BindingDirectory b = NODES.get(1).shared().bindings();
    List<Binding> one = List.of(binding("sip:a"));
    assertEquals(one, await(a.change("alice", held -> one)));
    assertEquals(one, await(b.find("alice")));
    assertEquals(Map.of("alice", one), await(b.all()));
    await(b.change("alice", held -> List.of()));
    assertEquals(List.of(), await(a.find("alice")));
  }

  @Test
  void changesAtOnceAllCount() {
    List<Future<List<Binding>>> changes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Binding added = binding("sip:" + i);
      changes.add(NODES.get(i % 2).shared().bindings().change("many", held -> {
        List<Binding> now = new ArrayList<>(held);
        now.add(added);
        return now;
      }));
    }
    await(Future.all(changes));
    assertEquals(20, await(NODES.get(0).shared().bindings().find("many")).size());
  }

  @Test
  void aChangeThatFailsChangesNothing() {
    List<Binding> one = List.of(binding("sip:a"));
    await(NODES.get(0).shared().bindings().change("kept", held -> one));
    assertThrows(AssertionError.class,
        () -> await(NODES.get(1).shared().bindings().change("kept", held -> {
          throw new IllegalStateException("no");
        })));
    assertEquals(one, await(NODES.get(0).shared().bindings().find("kept")));
  }
}
