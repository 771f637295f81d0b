package io.voxbus.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ReplicaTest {
  private final List<Promise<Void>> writes = new ArrayList<>();

  @Test
  void oneWriteIsUnderWayAndTheNextHasAllThatChangedMeanwhile(Vertx vertx) {
    Replica replica = replica(vertx, true);
    Future<Void> first = replica.changed();
    Future<Void> second = replica.changed();
    Future<Void> third = replica.changed();
    assertEquals(1, writes.size());
    writes.getFirst().complete();
    assertTrue(first.succeeded());
    assertFalse(second.isComplete());
    assertEquals(2, writes.size());
    writes.getLast().complete();
    assertTrue(second.succeeded());
    assertTrue(third.succeeded());
    assertEquals(2, writes.size());
  }

  @Test
  void aCallGoesOnWhereNothingCanBeKept(Vertx vertx) {
    Replica replica = replica(vertx, true);
    Future<Void> kept = replica.changed();
    writes.getFirst().fail("no other node");
    assertTrue(kept.succeeded());
    replica.changed();
    assertEquals(2, writes.size());
  }

  @Test
  void aWriteThatTakesTooLongIsNotWaitedFor(Vertx vertx, VertxTestContext test) {
    replica(vertx, true).changed().onComplete(test.succeedingThenComplete());
  }

  @Test
  void whereThereIsNobodyToRestoreItNothingIsWritten(Vertx vertx) {
    Replica replica = replica(vertx, false);
    assertTrue(replica.changed().succeeded());
    assertTrue(writes.isEmpty());
  }

  @Test
  void theEndComesAfterTheLastWrite(Vertx vertx) {
    Replica replica = replica(vertx, true);
    Future<Void> kept = replica.changed();
    Future<Void> stopped = replica.stop();
    assertTrue(kept.succeeded());
    assertFalse(stopped.isComplete());
    writes.getFirst().complete();
    assertTrue(stopped.succeeded());
    assertTrue(replica.changed().succeeded());
    assertEquals(1, writes.size());
  }

  private Replica replica(Vertx vertx, boolean keeps) {
    return new Replica(vertx, keeps, () -> {
      Promise<Void> write = Promise.promise();
      writes.add(write);
      return write.future();
    });
  }
}
