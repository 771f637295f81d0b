package io.voxbus.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.directory.lease.Tenure;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallType;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** How long a call waits for a client whose socket was lost. */
class GraceTest extends TakenCallFixture {
  private static final int LOOKS = 3;

  private final Semaphore looked = new Semaphore(0);

  GraceTest() {
    graceMillis = 50L;
    tenure = Tenure.none(() -> {
      looked.release();
      return 0;
    });
    tenure.until(1);
  }

  @Test
  void theTimeDoesNotGoOnWhileTheNodeIsCutOff() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    attach(7);
    tenure.until(-1);
    bus.send(Addresses.call("s1"), new CallRequest.Detach("k1", true));
    looked.drainPermits();
    looked.acquire(LOOKS);
    assertEquals(1, calls.entries.size());

    tenure.until(1);
    assertEquals("s1", take(records).callId(), "it has passed");
  }
}
