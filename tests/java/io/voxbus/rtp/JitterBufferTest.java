package io.voxbus.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets carry their number as their payload; a tick is 20 ms. */
class JitterBufferTest {
  private static final long MILLI = 1_000_000;
  private final JitterBuffer buffer = new JitterBuffer(20, 200);
  private final List<String> played = new ArrayList<>();
  private int millis;

  @Test
  void theFirstPacketWaitsForAsLongAsPacketsMayDiffer() {
    arrive(0);
    tick(2);
    arrive(1);
    tick(1);
    arrive(2);
    tick(2);
    assertEquals(List.of("-", "-", "0", "1", "2"), played);
  }

  @Test
  void swappedAndDoubledPacketsArePlayedInTheirOrderOnce() {
    for (int number : new int[]{0, 2, 1, 1, 4, 3}) {
      arrive(number);
    }
    tick(7);
    assertEquals(List.of("-", "-", "0", "1", "2", "3", "4"), played);
  }

  @Test
  void aMissingPacketIsToldAndItsFollowerIsKnown() {
    arrive(0);
    arrive(2);
    tick(4);
    assertEquals(List.of("-", "-", "0", "lost before 2"), played);
    tick(1);
    assertEquals("2", played.get(4));
    assertEquals(1, buffer.concealed());
    arrive(1);
    assertEquals(1, buffer.late());
  }

  @Test
  void aLongPacketThatIsMissingIsConcealedForItsWholeLength() {
    for (int i : new int[]{0, 1, 3}) {
      buffer.add(i, 480L * i, false, Packets.packet(0, i, 0, 1, (byte) i), 0);
    }
    tick(3);
    millis += 40;
    tick(3);
    assertEquals(List.of("-", "-", "0", "1", "lost", "lost"), played);
    tick(2);
    assertEquals(List.of("lost before 3", "3"), played.subList(6, 8).stream()
        .map(play -> play.equals("lost") ? "lost before 3" : play).toList());
  }

  @Test
  void aPauseOfTheSenderStaysAsLongAsItWas() {
    arrive(0);
    buffer.add(1, 160, true, Packets.packet(13, 1, 0, 1), now());
    buffer.add(2, 160 + 800, false, Packets.packet(0, 2, 0, 1, (byte) 2), now());
    tick(9);
    assertEquals(List.of("-", "-", "0", "-", "-", "-", "-", "-", "2"), played);
  }

  @Test
  void afterTheNetworkHasStoppedItBeginsAnew() {
    arrive(0);
    tick(8);
    assertEquals(List.of("-", "-", "0", "lost", "lost", "lost", "-", "-"), played);
    arrive(8);
    tick(4);
    assertTrue(played.subList(8, 12).contains("8"), played.toString());
    assertEquals(0, buffer.concealed());
  }

  @Test
  void theDelayGrowsWithTheJitterAndShrinksWithoutIt() {
    int worst = 0;
    for (int i = 0; i < 500; i++) {
      int late = i % 7 == 0 ? 90 : 0;
      buffer.add(i, 160L * i, false, Packets.packet(0, i, 0, 1, (byte) i),
          (millis + late) * MILLI);
      tick(1);
      worst = Math.max(worst, buffer.targetMillis());
    }
    assertEquals(100, worst);
    for (int i = 500; i < 3000; i++) {
      arrive(i);
      tick(1);
    }
    assertEquals(20, buffer.targetMillis());
    assertTrue(buffer.size() <= 2, "waiting: " + buffer.size());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-300e-6, 300e-6})
  void aClockThatIsFastOrSlowIsMadeUpForNowAndThen(double drift) {
    int packets = 30_000;
    int arrived = 0;
    int most = 0;
    for (int i = 0; i < packets; i++) {
      for (; arrived * 20 * (1 + drift) <= millis; arrived++) {
        arrive(arrived);
      }
      tick(1);
      most = Math.max(most, buffer.size());
    }
    long heard = played.stream().filter(play -> !play.equals("-") && !play.equals("lost")).count();
    assertEquals(packets / (1 + drift), heard, 20);
    assertTrue(most <= 4, "waiting: " + most);
    assertEquals(0, buffer.late());
  }

  @Test
  void anotherStreamStartsAtOnce() {
    arrive(0);
    arrive(1);
    tick(3);
    buffer.reset(8000);
    arrive(7000);
    tick(4);
    assertTrue(played.contains(String.valueOf((byte) 7000)), played.toString());
    assertEquals(0, buffer.concealed());
  }

  @Test
  void aFloodKeepsToItsBounds() {
    for (int i = 0; i < 10_000; i++) {
      arrive(i * 3);
    }
    assertTrue(buffer.size() <= 64);
    tick(200);
    assertEquals(0, buffer.size());
  }

  private void arrive(int number) {
    buffer.add(number, 160L * number, false,
        Packets.packet(0, number & 0xFFFF, 0, 1, (byte) number),
        now());
  }

  private void tick(int count) {
    for (int i = 0; i < count; i++) {
      JitterBuffer.Next next = buffer.next(now());
      while (next == JitterBuffer.Next.PACKET && buffer.surplus()) {
        buffer.leftOut();
        next = buffer.next(now());
      }
      played.add(switch (next) {
        case PACKET -> String.valueOf(buffer.bytes()[0]);
        case MISSING ->
          buffer.following() == null ? "lost" : "lost before " + buffer.following()[0];
        case SILENCE -> "-";
      });
      millis += 20;
    }
  }

  private long now() {
    return millis * MILLI;
  }
}
