package io.voxbus.call.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerdictTest {
  @Test
  void successIsTaken() {
    assertEquals(new Verdict.Taken(), Verdict.of(200, "", null));
    assertEquals(new Verdict.Taken(), Verdict.of(204, "x", null));
  }

  @Test
  void clientErrorIsRejectedForGoodWithItsReason() {
    assertEquals(new Verdict.Rejected("answered 400: bad field"),
        Verdict.of(400, "bad field", null));
    assertEquals(new Verdict.Rejected("answered 404"), Verdict.of(404, " ", "5"));
  }

  @Test
  void anythingElseMayPass() {
    for (int status : new int[]{301, 408, 429, 500, 502, 503}) {
      assertEquals(new Verdict.Later("answered " + status, 0), Verdict.of(status, "", null));
    }
  }

  @Test
  void retryAfterIsReadInSeconds() {
    assertEquals(new Verdict.Later("answered 503", 7_000), Verdict.of(503, "", "7"));
    assertEquals(new Verdict.Later("answered 503", 0),
        Verdict.of(503, "", "Wed, 21 Oct 2026 07:28:00 GMT"));
  }

  @Test
  void waitingDoublesUpToItsLimitAndStartsAgainAfterASuccess() {
    Backoff backoff = new Backoff(1_000, 60_000);
    List<Long> delays = IntStream.rangeClosed(1, 8)
        .mapToObj(failures -> new Backoff(1_000, 60_000, failures).delayMillis(0)).toList();

    assertEquals(
        List.of(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L), delays);
    assertEquals(60_000, new Backoff(1_000, 60_000, 1_000_000).delayMillis(0));
    assertEquals(1_000, backoff.failed().failed().succeeded().failed().delayMillis(0));
    assertEquals(5_000, backoff.failed().delayMillis(5_000), "what the server asked for");
    assertEquals(60_000, backoff.failed().delayMillis(999_000));
  }
}
