package io.voxbus.ai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private final Retries retries = new Retries(0);

  @Test
  void aVendorThatIsAwayIsAskedLaterAndLaterButNotGivenUp() {
    assertEquals(List.of(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 16_000L, 16_000L), pauses(7));
  }

  @Test
  void whatWasUnderstoodBeginsAnew() {
    pauses(3);
    retries.succeeded();

    assertEquals(List.of(1_000L, 2_000L), pauses(2));
  }

  @Test
  void wrongParametersAndCredentialsStayWrong() {
    assertEquals(OptionalLong.empty(), retries.pauseMillis(400));
    assertEquals(OptionalLong.empty(), retries.pauseMillis(401));
    assertEquals(OptionalLong.of(1_000), retries.pauseMillis(429));
  }

  private List<Long> pauses(int count) {
    return IntStream.range(0, count).mapToObj(i -> retries.pauseMillis(503).orElseThrow())
        .toList();
  }
}
