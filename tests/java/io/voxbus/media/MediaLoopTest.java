package io.voxbus.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread around the clock that {@link SlotsTest} tests. */
@Timeout(10)
class MediaLoopTest {
  private final MediaLoop loop = new MediaLoop("test-loop");

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void commandsRunInTheirOrderOnTheThreadOfTheLoop() {
    List<String> ran = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    for (int i = 0; i < 3; i++) {
      String name = "c" + i;
      loop.execute(() -> ran.add(name + " " + Thread.currentThread().getName()));
    }
    loop.execute(() -> done.complete(null));
    done.join();
    assertEquals(List.of("c0 test-loop", "c1 test-loop", "c2 test-loop"), ran);
  }

  @Test
  void aCommandThatFailsDoesNotEndTheLoop() {
    CompletableFuture<String> after = new CompletableFuture<>();
    loop.execute(() -> {
      throw new IllegalStateException("for the test");
    });
    loop.execute(() -> after.complete("alive"));
    assertEquals("alive", after.join());
  }

  @Test
  void tasksTickUntilTheyAreRemovedAndCountAsLoad() throws Exception {
    CountDownLatch ticks = new CountDownLatch(2);
    MediaLoop.Task task = now -> ticks.countDown();
    loop.execute(() -> loop.add(task));
    assertTrue(ticks.await(5, TimeUnit.SECONDS));
    assertEquals(1, loop.load());
    CompletableFuture<Integer> left = new CompletableFuture<>();
    loop.execute(() -> {
      loop.remove(task);
      loop.remove(task);
      left.complete(loop.load());
    });
    assertEquals(0, left.join());
  }
}
