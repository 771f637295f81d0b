package io.voxbus.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtpSenderTest {
  private final byte[] out = new byte[200];
  private final List<String> sent = new ArrayList<>();

  @Test
  void numbersHaveNoGapAndTimestampsGoWithTheTime() {
    RtpSender sender = new RtpSender(5, 65_534, -160);
    note(sender.audio(out, 0, 160, 160));
    note(sender.audio(out, 0, 160, 160));
    sender.skip(320);
    note(sender.audio(out, 0, 160, 160));
    note(sender.audio(out, 0, 160, 160));
    assertEquals(List.of("0 65534 -160 marker", "0 65535 0", "0 0 480 marker", "0 1 640"), sent);
    assertEquals(List.of(4L, 640L, 800),
        List.of(sender.packets(), sender.bytes(), sender.timestamp()));
  }

  @Test
  void whatIsSentOnKeepsItsDistancesAndFollowsWhatWasSentBefore() {
    RtpSender sender = new RtpSender(5, 65_535, 1000);
    note(sender.audio(out, 0, 160, 160));
    relay(sender, 500, 8000);
    relay(sender, 502, 8320);
    relay(sender, 501, 8160);
    note(sender.audio(out, 0, 160, 160));
    sender.relayAnew();
    relay(sender, 9, 0);
    assertEquals(List.of("0 65535 1000 marker", "0 0 1160", "0 2 1480", "0 1 1320", "0 3 1640",
        "0 4 1800"), sent);
  }

  private void relay(RtpSender sender, int sequence, int timestamp) {
    note(sender.relay(out, 0, false, 160, new RtpSender.Origin(sequence, timestamp, 160)));
  }

  @Test
  void aDialledKeyIsAnEventWithItsEndThreeTimesAndAPauseAfterIt() {
    RtpSender sender = new RtpSender(5, 1, 1000);
    TelephoneEventSender keys = new TelephoneEventSender("5x#", 60, 8000);
    for (TelephoneEventSender.Step step = keys.tick(out,
        12); step != TelephoneEventSender.Step.OVER; step = keys
            .tick(out, 12)) {
      if (step == TelephoneEventSender.Step.PAUSE) {
        sent.add("pause");
      } else {
        note(sender.event(out, 101, step == TelephoneEventSender.Step.FIRST, 4, 1000));
        sent.set(sent.size() - 1, sent.get(sent.size() - 1) + " "
            + Arrays.toString(Arrays.copyOfRange(out, 12, 16)));
      }
    }
    List<String> five = List.of("101 1 1000 marker [5, 10, 0, -96]", "101 2 1000 [5, 10, 1, 64]",
        "101 3 1000 [5, -118, 1, -32]", "101 4 1000 [5, -118, 1, -32]",
        "101 5 1000 [5, -118, 1, -32]", "pause", "pause", "pause", "pause");
    assertEquals(five, sent.subList(0, 9));
    assertEquals("101 6 1000 marker [11, 10, 0, -96]", sent.get(9));
    assertEquals(18, sent.size());
  }

  private void note(int length) {
    RtpPacket packet = new RtpPacket();
    packet.read(out, 0, length);
    sent.add(packet.payloadType() + " " + packet.sequence() + " " + packet.timestamp()
        + (packet.marker() ? " marker" : ""));
  }
}
