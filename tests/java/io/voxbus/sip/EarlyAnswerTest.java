package io.voxbus.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import io.voxbus.directory.LeaseDirectory;
import io.voxbus.directory.LocalBindings;
import io.voxbus.directory.LocalCalls;
import io.voxbus.metrics.Meters;
import io.voxbus.sip.line.SipLine;
import io.voxbus.testing.sip.SipPeer;
import io.voxbus.testing.sip.SipText;
import io.voxbus.testing.sip.TestStack;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A carrier that is near answers while the telephone of a node is still being opened. */
class EarlyAnswerTest {
  private static final long PATIENCE_SECONDS = 10;
  private final Vertx vertx = Vertx.vertx();

  @Test
  void whatACarrierAnswersAtOnceIsHeard() throws Exception {
    Opening opening = new Opening();
    try (SipPeer carrier = SipPeer.udpServer()) {
      Future<String> opened = vertx.deployVerticle(telephone(carrier.address(), opening));
      SipText first = carrier.hear();
      carrier.send(first.answer(423, "Interval Too Brief", "r", "Min-Expires: 900"));
      assertEquals("2 REGISTER", carrier.hear().header("CSeq"));
      opening.goOn.countDown();
      TestStack.await(opened);
    } finally {
      opening.goOn.countDown();
      TestStack.await(vertx.close());
    }
  }

  /** Goes on with the second account when the test says so. */
  private static final class Opening implements LeaseDirectory {
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public Future<Boolean> hold(String what, long millis) {
      try {
        return Future.succeededFuture(
            !what.contains("bob") || goOn.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        return Future.failedFuture(e);
      }
    }

    @Override
    public Future<Void> release(String what) {
      return Future.succeededFuture();
    }
  }

  private SipHost telephone(String server, LeaseDirectory leases) throws JsonProcessingException {
    SipConfig accounts = Json.mapper().readValue("""
        {"register_users": [{"server": "%1$s", "username": "alice"},
          {"server": "%1$s", "username": "bob"}]}""".formatted(server), SipConfig.class);
    SipConfig config = new SipConfig(true, TestStack.listen("127.0.0.1"),
        TestStack.trusting("127.0.0.0/8"), null, null, null, null, accounts.registerUsers(), null,
        null, null, null);
    Bus bus = new Bus(vertx, "n1", id -> Future.failedFuture(Fault.notFound(id)),
        Duration.ofSeconds(PATIENCE_SECONDS));
    return new SipHost(bus, config, new SipGround(new LocalBindings(), leases, new LocalCalls(),
        new Meters(new SimpleMeterRegistry()), new SipLine(vertx), () -> List.of("n1")),
        stack -> {});
  }
}
