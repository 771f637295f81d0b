package io.voxbus.media.leg.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.audio.Pcm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/** Plays a written session: everything that goes to the bot must be in it, in its order. Time is what it says. */
final class BotSession implements BotLeg.Ear {
  private static final int MOST_SAMPLES = 60 * Pcm.RATE;

  private final BotDialect dialect;
  private final BotLeg leg;
  private final Deque<BotMessage> sent = new ArrayDeque<>();
  private boolean hungUp;

  BotSession(BotDialect dialect) {
    this.dialect = dialect;
    this.leg = new BotLeg(dialect, this, MOST_SAMPLES);
    sent.addAll(dialect.opening());
  }

  /** @param file among the test's resources */
  void play(String file) {
    int number = 0;
    for (String line : lines(file)) {
      number++;
      String content = line.length() > 2 ? line.substring(2) : "";
      switch (line.isEmpty() ? '#' : line.charAt(0)) {
        case '>' -> {
          assertTrue(!sent.isEmpty(), "line " + number + ": nothing is sent");
          assertEquals(shown(message(content)), shown(sent.remove()), "line " + number);
        }
        case '<' -> said(message(content)).forEach(this::obey);
        case '=' -> {
          assertEquals(List.of(), sent.stream().map(BotSession::shown).toList(),
              "before line " + number);
          happens(content, number);
        }
        default -> {
          // a comment
        }
      }
    }
    assertEquals(List.of(), sent.stream().map(BotSession::shown).toList(), "at the end");
  }

  @Override
  public void tell(BotEvent event) {
    sent.addAll(dialect.write(event));
  }

  @Override
  public void close() {
    sent.addAll(dialect.closing());
  }

  private void happens(String what, int line) {
    String[] words = what.split(" ");
    switch (words[0]) {
      case "speaks" -> leg.send(new short[Pcm.FRAME]);
      case "hears" -> ticks(Integer.parseInt(words[1]), true, line);
      case "silence" -> ticks(Integer.parseInt(words[1]), false, line);
      case "key" -> leg.dial(words[1], 100);
      case "ends" -> leg.close();
      case "hung" -> assertTrue(hungUp, "line " + line);
      default -> throw new AssertionError(what);
    }
  }

  private void ticks(int count, boolean audible, int line) {
    for (int i = 0; i < count; i++) {
      assertEquals(audible, leg.receive(new short[Pcm.FRAME]), "tick " + i + " of line " + line);
    }
  }

  private List<BotReply> said(BotMessage message) {
    return switch (message) {
      case BotMessage.Text(String text) -> dialect.read(text);
      case BotMessage.Bytes(byte[] bytes) -> dialect.read(bytes);
    };
  }

  private void obey(BotReply reply) {
    hungUp |= reply instanceof BotReply.Hangup;
    leg.obey(reply);
  }

  /** {@code bytes <count> <value>}, {@code hex <bytes> [+ <count> <value>]}, or text. */
  private static BotMessage message(String written) {
    String[] words = written.split(" ");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    switch (words[0]) {
      case "bytes" -> repeat(bytes, words[1], words[2]);
      case "hex" -> {
        bytes.writeBytes(HexFormat.of().parseHex(words[1]));
        if (words.length > 2) {
          repeat(bytes, words[3], words[4]);
        }
      }
      default -> {
        return new BotMessage.Text(written);
      }
    }
    return new BotMessage.Bytes(bytes.toByteArray());
  }

  private static void repeat(ByteArrayOutputStream bytes, String count, String value) {
    byte[] some = new byte[Integer.parseInt(count)];
    Arrays.fill(some, (byte) HexFormat.fromHexDigits(value));
    bytes.writeBytes(some);
  }

  private static String shown(BotMessage message) {
    return switch (message) {
      case BotMessage.Text(String text) -> text;
      case BotMessage.Bytes(byte[] bytes) -> HexFormat.of().formatHex(bytes);
    };
  }

  private static List<String> lines(String file) {
    try (InputStream in = BotSession.class.getResourceAsStream("/dialects/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
