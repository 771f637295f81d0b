package io.voxbus.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RedTest {
  private static final int RED = 63;
  private static final int OPUS = 111;
  private final RedReader reader = new RedReader();

  @Test
  void eachPacketRepeatsTheOneBefore() {
    RedWriter writer = new RedWriter();
    byte[] out = new byte[100];
    assertEquals(0, writer.write(out, 0, OPUS, 5000), "nothing to repeat yet");
    writer.remember(new byte[]{9, 1, 2, 3}, 1, 3, 5000);
    assertEquals(8, writer.write(out, 2, OPUS, 5960));
    assertArrayEquals(new byte[]{0, 0, (byte) 0xEF, 0x0F, 0, 3, 111, 1, 2, 3, 0},
        Arrays.copyOf(out, 11));
  }

  @Test
  void whatIsTooLongOrTooLongAgoIsNotRepeated() {
    RedWriter writer = new RedWriter();
    byte[] out = new byte[2000];
    writer.remember(new byte[RedWriter.MOST_BYTES], 0, RedWriter.MOST_BYTES, 0);
    assertEquals(0, writer.write(out, 0, OPUS, 960));
    writer.remember(new byte[3], 0, 3, 0);
    assertEquals(0, writer.write(out, 0, OPUS, 1 << 14));
  }

  @Test
  void aPacketIsTakenApart() {
    RtpPacket packet = packet(0x80 | OPUS, 1920 >> 6, (1920 & 63) << 2, 2, 0x80 | OPUS, 960 >> 6,
        (960 & 63) << 2, 1, OPUS, 1, 2, 3, 4, 5);
    assertTrue(reader.unwrap(packet));
    assertEquals("111 [4, 5]", packet.payloadType() + " " + Arrays.toString(payload(packet)));
    assertEquals("2: 111 2 packets and 1920 ticks ago, 2 bytes; 1 packets and 960 ticks ago, 1",
        reader.earlier() + ": " + reader.payloadType(0) + " " + reader.packetsAgo(0)
            + " packets and " + reader.ticksAgo(0) + " ticks ago, " + reader.length(0)
            + " bytes; " + reader.packetsAgo(1) + " packets and " + reader.ticksAgo(1)
            + " ticks ago, " + reader.length(1));
  }

  @Test
  void whatIsCutOffIsMalformed() {
    assertFalse(reader.unwrap(packet()));
    assertFalse(reader.unwrap(packet(0x80 | OPUS, 15, 0)));
    assertFalse(reader.unwrap(packet(0x80 | OPUS, 15, 0, 3, OPUS, 1, 2)));
    int[] many = new int[60];
    Arrays.fill(many, 0x80);
    assertFalse(reader.unwrap(packet(many)));
  }

  @Test
  void whatWasLostIsPlayedFromWhatFollowsAndWhatIsThereStaysAsItIs() {
    JitterBuffer buffer = new JitterBuffer(40, 200);
    buffer.reset(48_000);
    for (int sequence : new int[]{10, 12, 13}) {
      RtpPacket packet = packet(0x80 | OPUS, 960 >> 6, (960 & 63) << 2, 1, OPUS, sequence - 1,
          sequence);
      assertTrue(reader.unwrap(packet));
      long now = (sequence - 10) * 20_000_000L;
      buffer.add(sequence, sequence * 960L, false, packet, now);
      buffer.repair(reader, sequence, sequence * 960L, now);
    }
    StringBuilder played = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      assertEquals(JitterBuffer.Next.PACKET, buffer.next(60_000_000L + i * 20_000_000L));
      played.append(buffer.bytes()[0]).append(' ');
    }
    assertEquals("10 11 12 13 ", played.toString());
    assertEquals(1, buffer.repaired());
  }

  @Test
  void theLevelIsTold() {
    byte[] packet = new byte[RtpPacket.HEADER + AudioLevel.BYTES + 1];
    RtpPacket.write(packet, OPUS, false, 1, 2, 3);
    packet[packet.length - 1] = 42;
    AudioLevel.write(packet, 3, AudioLevel.of(-20.4));
    assertArrayEquals(new byte[]{(byte) 0xBE, (byte) 0xDE, 0, 1, 0x30, (byte) (0x80 | 20), 0, 0},
        Arrays.copyOfRange(packet, 12, 20));
    RtpPacket read = new RtpPacket();
    assertTrue(read.read(packet, 0, packet.length));
    assertArrayEquals(new byte[]{42}, payload(read));
    assertEquals(AudioLevel.SILENCE, AudioLevel.of(-200));
  }

  private static byte[] payload(RtpPacket packet) {
    return Arrays.copyOfRange(packet.bytes(), packet.payloadOffset(),
        packet.payloadOffset() + packet.payloadLength());
  }

  private static RtpPacket packet(int... payload) {
    byte[] bytes = new byte[RtpPacket.HEADER + payload.length];
    RtpPacket.write(bytes, RED, false, 1, 2, 3);
    for (int i = 0; i < payload.length; i++) {
      bytes[RtpPacket.HEADER + i] = (byte) payload[i];
    }
    RtpPacket packet = new RtpPacket();
    assertTrue(packet.read(bytes, 0, bytes.length));
    return packet;
  }
}
