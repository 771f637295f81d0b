package io.voxbus.directory;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import io.voxbus.bus.Json;
import io.voxbus.directory.lease.Tenure;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.testing.SharedDirectory;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The directory answers while the thread that has asked is still at work: who goes on has the call all the same. */
@ExtendWith(VertxExtension.class)
@Timeout(10_000)
class SlowDirectoryTest {
  private static final CallEntry CALL = new CallEntry("a", CallType.SIP, "n1", 1, "talking", 1,
      null, null, null, null, Json.mapper().createObjectNode());

  @Test
  void aCallThatIsClaimedCanBeKept(Vertx vertx, VertxTestContext test) {
    meanwhile(vertx, test, CALL, own -> own.claim(CALL));
  }

  @Test
  void aCallThatIsTakenOverCanBeKept(Vertx vertx, VertxTestContext test) {
    meanwhile(vertx, test, CALL.takenOver("n2"),
        own -> own.takeOver(new CallRequest.TakeOver("a", "n1", 1), "n2"));
  }

  private static void meanwhile(Vertx vertx, VertxTestContext test, CallEntry kept,
      Function<OwnCalls, Future<?>> ask) {
    vertx.runOnContext(go -> {
      Slow shared = new Slow(vertx);
      OwnCalls own = new OwnCalls(shared, Tenure.forever());
      own.mayTake(any -> true);
      Future<?> asked = ask.apply(own);
      shared.wanted.countDown();
      while (!shared.answer.isComplete()) {
        Thread.onSpinWait();
      }
      asked.compose(done -> own.keep(kept, "{}")).onComplete(test.succeedingThenComplete());
    });
  }

  private static final class Slow extends SharedDirectory {
    private final Vertx vertx;
    private final CountDownLatch wanted = new CountDownLatch(1);
    private Future<?> answer = Future.succeededFuture();

    Slow(Vertx vertx) {
      this.vertx = vertx;
    }

    @Override
    public Future<Void> claim(CallEntry entry) {
      return late(null);
    }

    @Override
    public Future<Optional<Taken>> takeOver(CallRequest.TakeOver lost, String node) {
      return late(Optional.of(new Taken(CALL.takenOver(node), "{}")));
    }

    private <T> Future<T> late(T given) {
      Future<T> late = vertx.executeBlocking(() -> {
        wanted.await();
        return given;
      });
      answer = late;
      return late;
    }
  }
}
