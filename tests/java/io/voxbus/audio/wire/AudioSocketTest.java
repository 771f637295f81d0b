package io.voxbus.audio.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AudioSocketTest {
  private static final byte[] STREAM = {0x03, 0, 1, '5', 0x10, 0, 4, 1, 2, 3, 4, 0x00, 0, 0};
  private static final List<String> PACKETS = List.of("3 [53]", "16 [1, 2, 3, 4]", "0 []");

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 14})
  void packetsAreFoundWhereverTheStreamIsCut(int pieces) {
    AudioSocket socket = new AudioSocket();
    List<String> found = new ArrayList<>();
    IntStream.iterate(0, at -> at < STREAM.length, at -> at + pieces)
        .mapToObj(at -> Arrays.copyOfRange(STREAM, at, Math.min(STREAM.length, at + pieces)))
        .forEach(piece -> socket.read(piece).forEach(
            packet -> found.add(packet.kind() + " " + Arrays.toString(packet.payload()))));
    assertEquals(PACKETS, found);
  }

  @Test
  void theLargestPayloadIsReadAsItWasWritten() {
    byte[] payload = new byte[65_535];
    Arrays.fill(payload, (byte) 7);
    AudioSocket.Packet read = new AudioSocket().read(AudioSocket.packet((byte) 0x12, payload))
        .getFirst();
    assertEquals(0x12, read.kind());
    assertArrayEquals(payload, read.payload());
  }

  @Test
  void eachRateHasItsKind() {
    assertEquals(
        List.of(OptionalInt.of(0x10), OptionalInt.of(0x12), OptionalInt.of(0x13),
            OptionalInt.of(0x16), OptionalInt.empty()),
        IntStream.of(8000, 16_000, 24_000, 48_000, 44_100).mapToObj(AudioSocket::audio).toList());
  }

  @Test
  void whatNobodyExpectsIsNamed() {
    assertEquals(
        List.of("it reports error 2", "it reports an error",
            "no packet of kind 0x42 is expected"),
        List.of(new AudioSocket.Packet(AudioSocket.FAILED, new byte[]{2}),
            new AudioSocket.Packet(AudioSocket.FAILED, new byte[0]),
            new AudioSocket.Packet((byte) 0x42, new byte[0])).stream()
            .map(AudioSocket::complaint).toList());
  }
}
