package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeEntry;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LostNodesTest {
  private static final NodeEntry FIRST = new NodeEntry("n1", 0, 1, false);
  private static final NodeEntry SECOND = new NodeEntry("n2", 0, 1, false);

  private final Vertx vertx = Vertx.vertx();
  private final Cluster cluster = new Cluster();
  private final Bus bus = new Bus(vertx, "n1", callId -> Future.failedFuture("nobody"),
      Duration.ofMinutes(1));
  /** A question has come to the second node, which answers none. */
  private final Promise<Void> asked = Promise.promise();

  private static final class Cluster implements NodeDirectory {
    private final List<NodeEntry> there = new ArrayList<>(List.of(FIRST, SECOND));
    private Consumer<String> told = lost -> {};

    @Override
    public void report(NodeEntry self) {}

    @Override
    public synchronized List<NodeEntry> nodes() {
      return List.copyOf(there);
    }

    @Override
    public void onLost(Consumer<String> lost) {
      told = lost;
    }

    synchronized void lose() {
      there.remove(SECOND);
      told.accept("n2");
    }

    synchronized void comeBack() {
      there.add(SECOND);
    }
  }

  @BeforeEach
  void watch() {
    new LostNodes(bus, cluster).watch();
    vertx.eventBus().consumer("gate.n2", question -> asked.complete());
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private Future<CallReply> ask() {
    return bus.ask(Addresses.calls("n2"), new CallRequest.TakeOver("a", "n3", 1), CallReply.class);
  }

  private static String why(Future<?> refused) {
    return refused.map("answered").otherwise(why -> Fault.of(why).getMessage()).await();
  }

  @Test
  void whoWaitsForItsAnswerIsToldAndWhoeverWasConnectedToIt() {
    Promise<String> connected = Promise.promise();
    bus.receive(Addresses.lostNodes(), connected::complete);
    Future<CallReply> answer = ask();
    asked.future().await();
    cluster.lose();
    assertEquals("the node is lost that was asked", why(answer));
    assertEquals("n2", connected.future().await());
  }

  @Test
  void itIsAskedNothingUntilItIsBack() {
    cluster.lose();
    assertEquals("the node is lost that was asked", why(ask()));
    cluster.comeBack();
    ask();
    asked.future().await();
  }
}
