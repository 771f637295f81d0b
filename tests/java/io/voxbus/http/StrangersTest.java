package io.voxbus.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.voxbus.bus.Fault;
import org.junit.jupiter.api.Test;

class StrangersTest {
  @Test
  void aTwentiethOfTheSocketsMayWaitWithoutAKey() {
    Strangers strangers = new Strangers(40, false);
    Runnable first = strangers.enter();
    strangers.enter();
    assertEquals(503, assertThrows(Fault.class, strangers::enter).code());
    first.run();
    first.run();
    strangers.enter();
    assertThrows(Fault.class, strangers::enter);
  }

  @Test
  void whereNoKeyIsWantedNobodyIsAStranger() {
    Strangers strangers = new Strangers(20, true);
    for (int i = 0; i < 100; i++) {
      strangers.enter();
    }
  }

  @Test
  void oneMayWaitOnANodeOfFewSockets() {
    Strangers strangers = new Strangers(2, false);
    strangers.enter().run();
    strangers.enter();
    assertThrows(Fault.class, strangers::enter);
  }
}
