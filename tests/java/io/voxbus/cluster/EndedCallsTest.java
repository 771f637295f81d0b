package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.bus.Json;
import io.voxbus.directory.CallEntry;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.NodeReply.Remembered;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EndedCallsTest {
  private final AtomicLong millis = new AtomicLong(1_000);
  private final EndedCalls ended = new EndedCalls(2,
      () -> TimeUnit.MILLISECONDS.toNanos(millis.get()));

  @Test
  void itTellsOfTheCallsThatWereAskedForAndForHowLongItRemembersAll() {
    ended.add("a", 2);
    ended.add("b", 3);
    millis.set(5_000);
    assertEquals(new Remembered(4_000, Map.of("b", 3L)), ended.of(List.of("b", "c")));
  }

  @Test
  void theOldestIsForgottenFirstAndWithItWhatWasBefore() {
    millis.set(2_000);
    ended.add("a", 2);
    ended.add("b", 2);
    millis.set(3_000);
    ended.add("a", 4);
    millis.set(4_000);
    ended.add("c", 2);
    assertEquals(new Remembered(2_000, Map.of("a", 4L, "c", 2L)), ended.of(List.of("a", "b", "c")),
        "a has ended again since");
  }

  /** By the wall clock when a call began, which may be that of another node. */
  @Test
  void whatHasEndedUnderThatEpochOrMayHaveIsNoCallAnyMore() {
    ended.add("a", 2);
    millis.set(9_000);
    assertEquals(List.of(true, true, false), List.of(mayHaveEnded("a", 1, 70_000),
        mayHaveEnded("a", 2, 70_000), mayHaveEnded("a", 3, 70_000)));
    assertEquals(List.of(true, false),
        List.of(mayHaveEnded("b", 1, 62_000), mayHaveEnded("b", 1, 62_001)),
        "it remembers all of 8 s");
  }

  private boolean mayHaveEnded(String id, long epoch, long createdMillis) {
    return ended.mayHaveEnded(new CallEntry(id, CallType.SIP, "n1", epoch, "talking", createdMillis,
        null, null, null, null, Json.mapper().createObjectNode()), 70_000);
  }
}
