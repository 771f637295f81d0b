package io.voxbus.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.voxbus.bus.Fault;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLogTest {
  private final EventLog log = new EventLog(3);

  @Test
  void eventsAreNumberedFromOne() {
    assertEquals(0, log.seq());
    assertEquals(new Emitted(event(10), 1), log.add(event(10)));
    assertEquals(new Emitted(event(20), 2), log.add(event(20)));
    assertEquals(2, log.seq());
  }

  @Test
  void aClientGetsWhatItMissedAndNothingTwice() {
    add(3);
    assertEquals(List.of(new Emitted(event(2), 2), new Emitted(event(3), 3)), log.after(1));
    assertEquals(List.of(), log.after(3));
    assertEquals(List.of(), log.after(99));
  }

  @Test
  void aNewClientGetsAllThatIsKept() {
    assertEquals(List.of(), log.after(0));
    add(3);
    assertEquals(3, log.after(0).size());
  }

  @Test
  void whatIsNotKeptAnyMoreIsGone() {
    add(5);
    assertEquals(List.of(new Emitted(event(3), 3), new Emitted(event(4), 4),
        new Emitted(event(5), 5)), log.after(2));
    Fault fault = assertThrows(Fault.class, () -> log.after(1));
    assertEquals("410 events after 1 are gone; the oldest kept is 3",
        fault.code() + " " + fault.getMessage());
  }

  private void add(int count) {
    for (int i = 1; i <= count; i++) {
      log.add(event(i));
    }
  }

  private static Event event(long timestamp) {
    return new Event.Inactivity("s1", timestamp);
  }
}
