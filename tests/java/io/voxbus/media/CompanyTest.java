package io.voxbus.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.media.leg.Leg;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose ports are given back, and when. */
class CompanyTest {
  private final List<String> closed = new ArrayList<>();
  private final Company company = new Company(leg("main"));

  @Test
  void theEndOfACallClosesItsFurtherLegsAndThoseThatAreOpenedTooLate() {
    company.add("a", leg("a"));
    company.close();
    assertEquals(List.of("a"), closed);
    company.add("late", leg("late"));
    assertEquals(List.of("a", "late"), closed);
    assertEquals(true, company.isEmpty());
  }

  @Test
  void aLegThatTakesTheNameOfAnotherClosesIt() {
    company.add("a", leg("first"));
    company.add("a", leg("second"));
    assertEquals(List.of("first"), closed);
  }

  private Leg leg(String name) {
    return new Leg() {
      @Override
      public void poll() {}

      @Override
      public boolean receive(short[] frame) {
        return false;
      }

      @Override
      public int waiting() {
        return 0;
      }

      @Override
      public void send(short[] frame) {}

      @Override
      public void close() {
        closed.add(name);
      }
    };
  }
}
