package io.voxbus.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpTest {
  private static final int PLAIN = RtpPacket.HEADER + "the audio of a packet".length();

  @ParameterizedTest
  @EnumSource
  void whatIsEncryptedComesBackOnceAndOnlyGenuine(SrtpSuite suite) {
    Srtp sender = new Srtp(suite, key(suite, 1), true);
    Srtp receiver = new Srtp(suite, key(suite, 1), false);
    byte[] plain = Packets.bytes(0, 65_535, 160, 7, "the audio of a packet".getBytes());
    byte[] packet = Arrays.copyOf(plain, 100);
    int length = sender.protect(packet, plain.length);
    assertEquals(plain.length + suite.tagBytes(), length);
    assertFalse(Arrays.equals(plain, Arrays.copyOf(packet, plain.length)));
    byte[] again = packet.clone();
    byte[] forged = packet.clone();
    forged[14] ^= 1;
    assertEquals(-1, receiver.unprotect(forged, length), "forged");
    assertEquals(plain.length, receiver.unprotect(packet, length));
    assertArrayEquals(plain, Arrays.copyOf(packet, plain.length));
    assertEquals(-1, receiver.unprotect(again, length), "repeated");
    assertEquals(-1, new Srtp(suite, key(suite, 2), false).unprotect(again, length), "other key");
  }

  @ParameterizedTest
  @EnumSource
  void controlPacketsAreEncryptedAsWell(SrtpSuite suite) {
    Srtp sender = new Srtp(suite, key(suite, 1), true);
    Srtp receiver = new Srtp(suite, key(suite, 1), false);
    byte[] packet = new byte[RtcpPacket.MAX_BYTES + Srtp.MAX_GROWTH];
    int plain = RtcpPacket.write(packet, 7, null, null, "voxbus", true);
    int length = sender.protectControl(packet, plain);
    byte[] again = packet.clone();
    assertEquals(plain, receiver.unprotectControl(packet, length));
    RtcpReports reports = new RtcpReports();
    RtcpPacket.read(packet, 0, plain, reports);
    assertEquals("[bye 7]", reports.told.toString());
    assertEquals(-1, receiver.unprotectControl(again, length), "repeated");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoPacketIsRefused(SrtpSuite suite) {
    Srtp receiver = new Srtp(suite, key(suite, 1), false);
    for (int length = 0; length < 40; length++) {
      byte[] bytes = new byte[60];
      bytes[0] = (byte) 0x80;
      assertEquals(-1, receiver.unprotect(bytes, length));
      assertEquals(-1, receiver.unprotectControl(bytes, length));
    }
  }

  @ParameterizedTest
  @EnumSource
  void somebodyElseGoesOnWithAStreamWhoseNumbersHaveWrapped(SrtpSuite suite) {
    Srtp sender = new Srtp(suite, key(suite, 1), true);
    Srtp first = new Srtp(suite, key(suite, 1), false);
    Srtp.Progress known = null;
    byte[] old = new byte[0];
    for (int number = 60_000; number < 3 * 65_536 + 100; number++) {
      byte[] packet = protectedBy(sender, number);
      if (number % 4096 == 0) {
        old = packet.clone();
        assertEquals(PLAIN, first.unprotect(packet, packet.length));
        known = new Srtp.Progress(first.ssrc(), first.index());
      }
    }
    assertEquals(new Srtp.Progress(7, 3 * 65_536), known);
    Srtp next = Srtp.receivingFrom(suite, key(suite, 1), known);
    assertEquals(-1, next.unprotect(old, old.length), "the other one has had it");
    byte[] packet = protectedBy(sender, 3 * 65_536 + 100);
    assertEquals(PLAIN, next.unprotect(packet, packet.length));
    assertEquals(3 * 65_536 + 100, next.index());
    byte[] unknown = protectedBy(sender, 3 * 65_536 + 101);
    assertEquals(-1, new Srtp(suite, key(suite, 1), false).unprotect(unknown, unknown.length),
        "who does not know how often they have");
  }

  @ParameterizedTest
  @EnumSource
  void aReportThatComesBeforeAudioDoesNotSayWhereItIs(SrtpSuite suite) {
    Srtp sender = new Srtp(suite, key(suite, 1), true);
    for (int number = 60_000; number <= 65_536 + 65_000; number += 8_000) {
      protectedBy(sender, number);
    }
    Srtp next = Srtp.receivingFrom(suite, key(suite, 1), new Srtp.Progress(7, 65_536 + 65_000));
    byte[] report = new byte[RtcpPacket.MAX_BYTES + Srtp.MAX_GROWTH];
    int length = sender.protectControl(report, RtcpPacket.write(report, 7, null, null, "x", false));
    assertTrue(next.unprotectControl(report, length) > 0);
    byte[] packet = protectedBy(sender, 65_536 + 65_001);
    assertEquals(PLAIN, next.unprotect(packet, packet.length));
  }

  private static byte[] protectedBy(Srtp sender, int number) {
    byte[] plain = Packets.bytes(0, number & 0xFFFF, 160, 7, "the audio of a packet".getBytes());
    byte[] packet = Arrays.copyOf(plain, PLAIN + Srtp.MAX_GROWTH);
    return Arrays.copyOf(packet, sender.protect(packet, PLAIN));
  }

  private static byte[] key(SrtpSuite suite, int fill) {
    byte[] key = new byte[suite.keyBytes() + suite.saltBytes()];
    Arrays.fill(key, (byte) fill);
    return key;
  }
}
