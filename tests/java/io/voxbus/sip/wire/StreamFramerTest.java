package io.voxbus.sip.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamFramerTest {
  private final StreamFramer framer = new StreamFramer(new Limits(10, 200, 500));
  private final List<String> seen = new ArrayList<>();

  private final StreamFramer.Sink sink = new StreamFramer.Sink() {
    @Override
    public void message(byte[] message) {
      String text = new String(message, StandardCharsets.ISO_8859_1);
      seen.add(text.substring(0, text.indexOf('\r')) + "|"
          + text.substring(text.indexOf("\r\n\r\n") + 4));
    }

    @Override
    public void ping() {
      seen.add("ping");
    }

    @Override
    public void broken(byte[] head, String reason) {
      seen.add("broken: " + reason);
    }
  };

  private void push(String text) {
    framer.push(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1), sink);
  }

  private static String message(String line, String body) {
    return line + "\nl: " + body.length() + "\n\n" + body;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 11, 1000})
  void messagesAreFoundInPiecesOfAnySize(int size) {
    String stream = message("A", "") + message("B", "body") + message("C", "\r\n\r\n")
        + message("D", "");
    byte[] bytes = stream.replace("\r", "").replace("\n", "\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < bytes.length; i += size) {
      framer.push(java.util.Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + size)), sink);
    }
    assertEquals(List.of("A|", "B|body", "C|\r\n\r\n", "D|"), seen);
    assertFalse(framer.isPartial());
  }

  @Test
  void emptyLinesBetweenMessagesArePings() {
    push("\n\n");
    push(message("A", ""));
    push("\n");
    assertTrue(framer.isPartial());
    push("\n" + message("B", ""));
    push("\n" + message("C", ""));
    assertEquals(List.of("ping", "A|", "ping", "B|", "C|"), seen);
  }

  @ParameterizedTest
  @CsvSource({"X: 1,Content-Length Is Missing", "l: -5,Malformed content-length",
      "l: abc,Malformed content-length", "l: 99999999999,Malformed content-length",
      "l: 501,Message Too Large", "l: ,Malformed content-length"})
  void aLengthThatTellsNothingBreaksTheStream(String line, String reason) {
    push("A\n" + line + "\n\n");
    push(message("B", ""));
    assertEquals(List.of("broken: " + reason), seen);
  }

  @Test
  void aHeaderWithoutEndBreaksTheStream() {
    for (int i = 0; i < 100; i++) {
      push("X: " + "y".repeat(20) + "\n");
    }
    assertEquals(List.of("broken: Message Too Large"), seen);
  }
}
