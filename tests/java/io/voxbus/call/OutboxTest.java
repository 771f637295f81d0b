package io.voxbus.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final Event EVENT = new Event.Inactivity("s1", 0);

  private final List<Long> told = new ArrayList<>();
  private final Outbox outbox = new Outbox(100, emitted -> told.add(emitted.seq()));

  @Test
  void anEventIsToldWhenItIsKept() {
    outbox.add(EVENT);
    outbox.add(EVENT);
    outbox.add(EVENT);
    assertTrue(told.isEmpty());
    outbox.tell(2);
    assertEquals(List.of(1L, 2L), told);
    outbox.tell(3);
    assertEquals(List.of(1L, 2L, 3L), told);
  }

  @Test
  void noNumberIsGivenBeforeTheClientsHaveComeBack() {
    outbox.hold();
    assertNull(outbox.add(EVENT));
    assertEquals(0, outbox.seq());
    assertEquals(List.of(EVENT), outbox.release());
    assertEquals(1, number(outbox.add(EVENT)));
  }

  @Test
  void aNumberThatAClientHasSeenIsNotGivenAgain() {
    outbox.add(EVENT);
    outbox.hold();
    outbox.seen(3);
    outbox.seen(2);
    outbox.release();
    assertEquals(4, number(outbox.add(EVENT)));
    assertEquals(List.of(4L), outbox.after(3).stream().map(Emitted::seq).toList());
  }

  private static long number(@org.jspecify.annotations.Nullable Emitted emitted) {
    return emitted == null ? -1 : emitted.seq();
  }
}
