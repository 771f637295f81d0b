package io.voxbus.sip.stack;

import static io.voxbus.testing.sip.TestStack.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopsTest {
  private static final int MOST_MILLIS = 300;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong nanos = new AtomicLong(77_000_000_000L);

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void aLoopWhoseMessagesAllWaitTooLongIsBusyAfterASecond() {
    assertEquals(List.of(false, false, true, true), busy(MOST_MILLIS + 1));
  }

  @Test
  void aLoopWhoseMessagesWaitAsLongAsTheyMayIsNot() {
    assertEquals(List.of(false, false, false, false), busy(MOST_MILLIS));
  }

  /** What each of four messages finds on its loop, when they wait so long and come as long after each other. */
  private List<Boolean> busy(int waitingMillis) {
    Loops loops = await(Loops.start(vertx, 1, new Loops.Bounds(100, MOST_MILLIS,
        () -> nanos.getAndAdd(waitingMillis * 1_000_000L))));
    return IntStream.range(0, 4).mapToObj(message -> {
      Promise<Boolean> found = Promise.promise();
      loops.offer("call", () -> found.complete(loops.isBusy("call")));
      return await(found.future());
    }).toList();
  }
}
