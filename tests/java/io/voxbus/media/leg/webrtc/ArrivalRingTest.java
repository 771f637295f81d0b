package io.voxbus.media.leg.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalRingTest {
  private final ArrivalRing ring = new ArrivalRing();
  private final List<String> read = new ArrayList<>();

  @Test
  void packetsComeOutInTheirOrderWithTheirTimes() {
    ring.offer(new byte[]{1, 2, 3}, 2, 10);
    ring.offer(new byte[2000], 2000, 20);
    drain();
    assertEquals(List.of("2 at 10", "2000 at 20"), read);
  }

  @Test
  void whatIsTooMuchIsDroppedAndTheRestComesOut() {
    for (int i = 0; i < 100; i++) {
      ring.offer(new byte[]{(byte) i}, 1, i);
    }
    drain();
    assertEquals(32, read.size());
    assertEquals(68, ring.dropped());
    ring.offer(new byte[1], 1, 7);
    drain();
    assertEquals("1 at 7", read.get(32));
  }

  private void drain() {
    ring.drain((packet, length, nanos) -> read.add(length + " at " + nanos));
  }
}
