package io.voxbus.media.leg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.voxbus.protocol.bus.SocketAudio;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PacketRingTest {
  private static final int SIZE = 1024;
  private final PacketRing ring = new PacketRing();

  @Test
  void packetsComeOutInTheirOrder() {
    assertEquals(null, ring.poll());
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 700; i++) {
        ring.offer(packet(i));
      }
      for (int i = 0; i < 700; i++) {
        assertEquals(String.valueOf(i), ring.poll().socketId());
      }
      assertEquals(null, ring.poll());
    }
    assertEquals(0, ring.dropped());
  }

  @Test
  void whatDoesNotFitIsDroppedAndCounted() {
    for (int i = 0; i < SIZE + 5; i++) {
      ring.offer(packet(i));
    }
    assertEquals(5, ring.dropped());
    assertEquals("0", ring.poll().socketId());
    ring.offer(packet(9_999));
    for (int i = 1; i < SIZE; i++) {
      assertEquals(String.valueOf(i), ring.poll().socketId());
    }
    assertEquals("9999", ring.poll().socketId());
    assertEquals(null, ring.poll());
  }

  @Test
  void oneThreadHandsOverToAnotherWithoutLossOrDisorder() {
    int count = 20_000;
    CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
      int expected = 0;
      while (expected < count) {
        SocketAudio packet = ring.poll();
        if (packet == null) {
          Thread.onSpinWait();
        } else if (packet.payload().length != expected++ % 97) {
          return -expected;
        }
      }
      return expected;
    });
    byte[][] payloads = new byte[97][];
    for (int i = 0; i < 97; i++) {
      payloads[i] = new byte[i];
    }
    for (int i = 0; i < count; i++) {
      long before = ring.dropped();
      SocketAudio packet = new SocketAudio("k", payloads[i % 97]);
      ring.offer(packet);
      while (ring.dropped() > before) {
        before = ring.dropped();
        Thread.onSpinWait();
        ring.offer(packet);
      }
    }
    assertEquals(count, read.join());
  }

  @Test
  void severalThreadsHandOverWithoutLossEachInItsOrder() {
    int count = SIZE / 4;
    CompletableFuture.allOf(IntStream.range(0, 4)
        .mapToObj(thread -> CompletableFuture.runAsync(() -> IntStream.range(0, count)
            .forEach(i -> ring.offer(packet(thread * count + i)))))
        .toArray(CompletableFuture[]::new)).join();
    Map<Integer, List<Integer>> read = Stream.generate(ring::poll).limit(SIZE)
        .map(packet -> Integer.valueOf(packet.socketId()))
        .collect(Collectors.groupingBy(number -> number / count));
    IntStream.range(0, 4).forEach(thread -> assertEquals(
        IntStream.range(thread * count, (thread + 1) * count).boxed().toList(), read.get(thread)));
    assertEquals(null, ring.poll());
    assertEquals(0, ring.dropped());
  }

  @Test
  void nothingIsDroppedOfWhatTwoThreadsBringAtOnceWhileThereIsRoom() {
    for (int round = 0; round < 500; round++) {
      PacketRing shared = new PacketRing();
      CompletableFuture.allOf(
          Stream.generate(() -> CompletableFuture.runAsync(() -> IntStream.range(0, SIZE / 2)
              .forEach(i -> shared.offer(packet(i))))).limit(2).toArray(CompletableFuture[]::new))
          .join();
      assertEquals(0, shared.dropped());
    }
  }

  private static SocketAudio packet(int number) {
    return new SocketAudio(String.valueOf(number), new byte[0]);
  }
}
