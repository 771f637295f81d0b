package io.voxbus.audio.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.audio.detect.GreetingRules.Options;
import io.voxbus.audio.detect.GreetingRules.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GreetingRulesTest {
  private final GreetingRules rules = new GreetingRules(Options.USUAL);
  private final List<String> told = new ArrayList<>();
  private long now = 10_000;

  @Test
  void aWordAndAPauseIsAHuman() {
    silent(500).voiced(600).silent(2_000);

    assertEquals(List.of("HUMAN at 11900 of 10500-11100"), told);
  }

  @Test
  void aLongGreetingIsAMachineAndItsEndIsTold() {
    silent(300).voiced(1_000).silent(400).voiced(1_500).silent(500).voiced(1_000).silent(4_000);

    assertEquals(List.of("MACHINE at 11800 of 10300-11800", "END at 16700 of 10300-14700"), told);
  }

  @Test
  void whoSaysNothingIsUnknown() {
    silent(10_000);

    assertEquals(List.of("UNKNOWN at 12500 of 10000-10000"), told);
  }

  @Test
  void aClickIsNoGreeting() {
    silent(500).voiced(60).silent(900).voiced(500).silent(1_000);

    assertEquals(List.of("HUMAN at 12760 of 11460-11960"), told);
  }

  @Test
  void whatIsNotClearInTimeIsUnknown() {
    GreetingRules patient = new GreetingRules(new Options(9_000, 9_000, 9_000, 100, 5_000, 2_000));
    Verdict verdict = null;
    for (long at = 0; at < 5_000; at += 20) {
      assertEquals(null, verdict);
      verdict = patient.accept(at % 400 < 200, at);
    }
    assertEquals(Verdict.UNKNOWN, verdict);
  }

  private GreetingRulesTest voiced(int millis) {
    return feed(true, millis);
  }

  private GreetingRulesTest silent(int millis) {
    return feed(false, millis);
  }

  private GreetingRulesTest feed(boolean voiced, int millis) {
    for (int done = 0; done < millis; done += 20) {
      Verdict verdict = rules.accept(voiced, now);
      now += 20;
      if (verdict != null) {
        told.add(verdict + " at " + now + " of " + rules.startMillis() + "-" + rules.endMillis());
      }
    }
    return this;
  }
}
