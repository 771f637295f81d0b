package io.voxbus.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Calls have the time of day, and keep it when the clock is set. */
class CallClockTest {
  private static final long HOUR = 3_600_000;
  private final AtomicLong wall = new AtomicLong(1_000_000);
  private final AtomicLong nanos = new AtomicLong(5_000_000);
  private final CallClock clock = new CallClock(wall::get, nanos::get);

  @Test
  void aCallHasTheTimeOfDay() {
    LongSupplier time = clock.begin("s1");

    pass(20);

    assertEquals(1_000_020, time.getAsLong());
    assertEquals(1_000_020, clock.of("s1").getAsLong());
  }

  @Test
  void itGoesOnEvenlyWhenTheClockIsSet() {
    LongSupplier time = clock.begin("s1");

    wall.addAndGet(HOUR);
    pass(20);
    assertEquals(1_000_020, time.getAsLong());
    assertEquals(1_000_020, clock.of("s1").getAsLong(), "its media has the same time");
    assertEquals(1_000_020, clock.begin("s1").getAsLong(), "newer code as well");

    wall.addAndGet(-2 * HOUR);
    pass(20);
    assertEquals(1_000_040, time.getAsLong());
  }

  @Test
  void callsThatBeginLaterHaveTheNewTime() {
    clock.begin("s1");
    wall.addAndGet(HOUR);

    assertEquals(1_000_000 + HOUR, clock.begin("s2").getAsLong());
    assertEquals(1_000_000 + HOUR, clock.of("nobody").getAsLong());
    clock.end("s1");
    assertEquals(1_000_000 + HOUR, clock.begin("s1").getAsLong());
  }

  private void pass(long millis) {
    wall.addAndGet(millis);
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
