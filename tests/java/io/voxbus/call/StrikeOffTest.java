package io.voxbus.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.voxbus.bus.Fault;
import io.voxbus.directory.CallEntry;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallType;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A call of a lost node that no other takes, such as when all are full. */
class StrikeOffTest extends TakenCallFixture {
  private static final CallEntry CALL = entry(CallType.WEB_SOCKET).answered(1_000);

  @Test
  void itIsNoGhostAndHasOneRecord() throws Exception {
    calls.entries.put("s1", CALL);
    answer(strikeOff());
    answer(strikeOff());
    assertEquals(Map.of(), calls.entries);
    hasTheRecordOfALostCall();
    assertTrue(records.isEmpty());
  }

  @Test
  void oneThatHadNotBegunHasNone() throws Exception {
    calls.entries.put("s1", new CallEntry("s1", CallType.WEB_SOCKET, "n0", 1, "connecting", 0, null,
        null, null, null, CALL.option()));
    answer(strikeOff());
    assertEquals(Map.of(), calls.entries);
    assertTrue(records.isEmpty());
  }

  @Test
  void oneThatHasAnotherOwnerByNowStays() throws Exception {
    CallEntry taken = CALL.takenOver("n2");
    calls.entries.put("s1", taken);
    answer(strikeOff());
    assertEquals(Map.of("s1", taken), calls.entries);
    assertTrue(records.isEmpty());
  }

  /** Others may have it. */
  @Test
  void aNodeThatIsCutOffStrikesNoneOff() throws Exception {
    calls.entries.put("s1", CALL);
    tenure.until(System.nanoTime() - 1);
    assertEquals(Fault.cutOff().code(), fault(strikeOff()));
    assertEquals(Map.of("s1", CALL), calls.entries);
    assertTrue(records.isEmpty());
  }

  private Future<CallReply.Done> strikeOff() {
    return bus.ask(Addresses.calls("n1"), new CallRequest.StrikeOff("s1", "n0", 1),
        CallReply.Done.class);
  }
}
