package io.voxbus.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiskWritersTest {
  private final DiskWriters writers = new DiskWriters(2);
  private final CountDownLatch slowDisk = new CountDownLatch(1);

  @Test
  void workOfALaneIsDoneInOrderOneAfterTheOther() {
    List<Integer> done = new ArrayList<>();
    DiskWriters.Lane lane = writers.lane(1 << 20);

    IntStream.range(0, 10_000).forEach(i -> assertTrue(lane.offer(1, () -> done.add(i))));
    writers.close();

    assertEquals(IntStream.range(0, 10_000).boxed().toList(), done);
  }

  @Test
  void whatDoesNotFitIsRefusedAtOnceAndTheLastPieceNever() {
    List<String> done = new ArrayList<>();
    DiskWriters.Lane lane = writers.lane(10);

    assertTrue(lane.offer(20, this::waitForDisk), "the first fits whatever its size");
    assertFalse(lane.offer(1, () -> done.add("refused")));
    assertTrue(lane.offerLast(() -> done.add("last")));
    slowDisk.countDown();
    writers.close();

    assertEquals(List.of("last"), done);
  }

  @Test
  void roomReturnsWhenWorkIsDone() throws Exception {
    DiskWriters.Lane lane = writers.lane(10);
    CountDownLatch second = new CountDownLatch(1);

    assertTrue(lane.offer(10, () -> {}));
    CountDownLatch done = new CountDownLatch(1);
    assertTrue(lane.offerLast(done::countDown));
    done.await();
    assertTrue(lane.offer(10, second::countDown));
    second.await();
    writers.close();
  }

  @Test
  void aHangingLaneDoesNotStopAnother() throws Exception {
    CountDownLatch written = new CountDownLatch(1);

    writers.lane(10).offer(1, this::waitForDisk);
    writers.lane(10).offer(1, written::countDown);

    written.await();
    slowDisk.countDown();
    writers.close();
  }

  @Test
  void failingWorkDoesNotStopItsLane() {
    List<String> done = new ArrayList<>();
    DiskWriters.Lane lane = writers.lane(10);

    lane.offer(1, () -> {
      throw new IllegalStateException("deliberate");
    });
    lane.offer(1, () -> done.add("next"));
    writers.close();

    assertEquals(List.of("next"), done);
  }

  @Test
  void closedWritersTakeNothing() {
    DiskWriters.Lane lane = writers.lane(10);
    writers.close();

    assertFalse(lane.offer(1, () -> {}));
    assertFalse(lane.offerLast(() -> {}));
  }

  private void waitForDisk() {
    try {
      slowDisk.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
