package io.voxbus.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TelephoneEventsTest {
  private final TelephoneEvents events = new TelephoneEvents();
  private final StringBuilder keys = new StringBuilder();

  @Test
  void eachKeyIsToldOnceHoweverOftenItIsSent() {
    for (int i = 1; i <= 5; i++) {
      event(1000, 5, false, 160 * i);
    }
    for (int i = 0; i < 3; i++) {
      event(1000, 5, true, 960);
    }
    event(3000, 5, false, 160);
    event(1000, 5, true, 960);
    event(5000, 11, true, 480);
    assertEquals("55#", keys.toString());
  }

  @Test
  void aKeyIsToldByWhicheverOfItsPacketsComesFirst() {
    event(1000, 1, true, 960);
    event(1000, 1, false, 160);
    event(9000, 2, false, 320);
    assertEquals("12", keys.toString());
  }

  @Test
  void aKeyHeldForLongIsOneKey() {
    event(1000, 3, false, 160);
    event(1000, 3, false, 0xFFFF);
    event(1000 + 0xFFFF, 3, false, 160);
    event(1000 + 0xFFFF, 3, true, 320);
    assertEquals("3", keys.toString());
  }

  @Test
  void timestampsMayWrapAndOtherEventsAreNoKeys() {
    event(-100, 4, true, 160);
    event(100, 6, true, 160);
    event(5000, 36, true, 160);
    assertEquals("46", keys.toString());
    assertEquals(0, events.accept(Packets.packet(101, 1, 9000, 1, (byte) 1)));
  }

  private void event(int timestamp, int number, boolean end, int duration) {
    char key = events.accept(Packets.packet(101, 1, timestamp, 1, (byte) number,
        (byte) (end ? 0x8A : 10), (byte) (duration >> 8), (byte) duration));
    if (key != 0) {
      keys.append(key);
    }
  }
}
