package io.voxbus.ice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StunMessageTest {
  /** RFC 5769 section 2.1, whose password is VOkJxbRl1RmTxUk/WvJxBt. */
  private static final byte[] SAMPLE_REQUEST = HexFormat.of().parseHex("""
      000100582112a442b7e7a701bc34d686fa87dfae\
      802200105354554e207465737420636c69656e74\
      002400046e0001ff80290008932ff9b151263b36\
      000600096576746a3a68367659202020\
      000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2\
      80280004e57a3bcf""");
  /** Section 2.2: the answer tells of 192.0.2.1, port 32853. */
  private static final byte[] SAMPLE_ANSWER = HexFormat.of().parseHex("""
      0101003c2112a442b7e7a701bc34d686fa87dfae\
      8022000b7465737420766563746f7220\
      002000080001a147e112a643\
      000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7\
      80280004c07d4c96""");
  private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";

  @Test
  void theSampleOfTheRfcIsReadAndItsIntegrityProved() {
    StunMessage message = StunMessage.of(SAMPLE_REQUEST, SAMPLE_REQUEST.length);
    assertNotNull(message);
    assertEquals(StunMessage.BINDING_REQUEST, message.type());
    assertEquals("evtj:h6vY", message.username());
    assertTrue(message.claims(false));
    assertTrue(message.intact(StunWriter.mac(PASSWORD)));
    assertFalse(message.intact(StunWriter.mac(PASSWORD + "x")));
  }

  @Test
  void theSampleAnswerTellsTheAddress() {
    StunMessage message = StunMessage.of(SAMPLE_ANSWER, SAMPLE_ANSWER.length);
    assertNotNull(message);
    assertTrue(message.intact(StunWriter.mac(PASSWORD)));
    assertArrayEquals(mapped("192.0.2.1", 32_853, message.transaction()), message.mappedAddress());
  }

  /** Section 2.3 has the same transaction and 2001:db8:1234:5678:11:2233:4455:6677. */
  @Test
  void anAddressOfIpv6IsXoredWithTheTransactionToo() {
    byte[] transaction = Arrays.copyOfRange(SAMPLE_ANSWER, 4, 20);
    assertEquals("0002a1470113a9faa5d3f179bc25f4b5bed2b9d9", HexFormat.of()
        .formatHex(mapped("2001:db8:1234:5678:11:2233:4455:6677", 32_853, transaction)));
  }

  @Test
  void noByteMayBeChanged() {
    for (int at = 0; at < SAMPLE_REQUEST.length; at++) {
      byte[] changed = SAMPLE_REQUEST.clone();
      changed[at] ^= 1;
      assertNull(StunMessage.of(changed, changed.length), "byte " + at);
    }
  }

  @Test
  void whatIsCutOffOrNoiseIsNone() {
    for (int length = 0; length < SAMPLE_REQUEST.length; length++) {
      assertNull(StunMessage.of(SAMPLE_REQUEST, length), "length " + length);
    }
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = SAMPLE_REQUEST.clone();
      for (int change = 0; change < 4; change++) {
        noise[random.nextInt(noise.length)] = (byte) random.nextInt();
      }
      assertNull(StunMessage.of(noise, noise.length));
    }
  }

  private static byte[] mapped(String address, int port, byte[] transaction) {
    byte[] answer = new StunWriter(StunMessage.BINDING_SUCCESS, transaction)
        .mapped(Checks.at(address, port)).finished();
    StunMessage message = StunMessage.of(answer, answer.length);
    assertNotNull(message);
    byte[] mapped = message.mappedAddress();
    assertNotNull(mapped);
    return mapped;
  }
}
