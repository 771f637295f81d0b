package io.voxbus.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.bus.CallType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalCallsTest {
  private static final CallEntry ENTRY = entry("s1", 1);
  private final LocalCalls calls = new LocalCalls();

  @Test
  void anIdIsClaimedOnce() {
    assertEquals(true, calls.claim(ENTRY).succeeded());
    Fault fault = (Fault) calls.claim(entry("s1", 2)).cause();
    assertEquals("409 call s1 exists already", fault.code() + " " + fault.getMessage());
    assertEquals(Optional.of(ENTRY), calls.find("s1").result());
  }

  @Test
  void theOwnerUpdatesAndReleases() {
    calls.claim(ENTRY);
    CallEntry answered = ENTRY.answered(2_000);
    assertEquals("answered", answered.state());
    calls.update(answered);
    assertEquals(List.of(answered), calls.list().result());
    calls.release(answered);
    assertEquals(Optional.empty(), calls.find("s1").result());
    assertEquals(true, calls.claim(ENTRY).succeeded());
  }

  @Test
  void anOwnerOfThePastChangesNothing() {
    CallEntry taken = entry("s1", 2);
    calls.claim(taken);
    calls.update(ENTRY.answered(2_000));
    calls.release(ENTRY);
    assertEquals(List.of(taken), calls.list().result());
  }

  @Test
  void whatIsReleasedDoesNotComeBackWithALateUpdate() {
    calls.claim(ENTRY);
    calls.release(ENTRY);
    calls.update(ENTRY.answered(2_000));
    assertEquals(List.of(), calls.list().result());
  }

  private static CallEntry entry(String id, long epoch) {
    return new CallEntry(id, CallType.WEB_SOCKET, "n1", epoch, "connecting", 1_000, null, null,
        null, null, JsonNodeFactory.instance.objectNode());
  }
}
