package io.voxbus.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
