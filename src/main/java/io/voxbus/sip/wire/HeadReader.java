package io.voxbus.sip.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Splits a message into its lines, within limits (RFC 3261 section 7.3.1). */
public final class HeadReader {
  /** RFC 3261 section 20 and the extensions that have a compact form. */
  private static final Map<String, String> COMPACT = Map.ofEntries(Map.entry("v", "via"),
      Map.entry("f", "from"), Map.entry("t", "to"), Map.entry("i", "call-id"),
      Map.entry("m", "contact"), Map.entry("l", "content-length"), Map.entry("c", "content-type"),
      Map.entry("e", "content-encoding"), Map.entry("k", "supported"), Map.entry("s", "subject"),
      Map.entry("o", "event"), Map.entry("r", "refer-to"), Map.entry("b", "referred-by"),
      Map.entry("x", "session-expires"), Map.entry("u", "allow-events"));

  private final String text;
  private final Limits limits;
  private final List<Head.Field> fields = new ArrayList<>();
  private @Nullable String problem;

  private HeadReader(String text, Limits limits) {
    this.text = text;
    this.limits = limits;
  }

  /** What could be read, and what is wrong with it, if anything. */
  public record Reading(Head head, @Nullable String problem) {}

  /** @return nothing when the message has no blank line, so that there is nothing to answer either */
  public static Optional<Reading> read(byte[] message, Limits limits) {
    int start = firstByte(message);
    int end = blankLine(message, start, message.length);
    if (end < 0) {
      return Optional.empty();
    }
    String text = new String(message, start, end - start, StandardCharsets.ISO_8859_1);
    return Optional.of(new HeadReader(text, limits).reading(end + 4));
  }

  /** RFC 3261 section 7.5: empty lines before the start line are ignored. */
  static int firstByte(byte[] message) {
    int start = 0;
    while (start < message.length && (message[start] == '\r' || message[start] == '\n')) {
      start++;
    }
    return start;
  }

  static int blankLine(byte[] message, int from, int to) {
    for (int i = from; i + 3 < to; i++) {
      if (message[i] == '\r' && message[i + 1] == '\n' && message[i + 2] == '\r'
          && message[i + 3] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private Reading reading(int bodyStart) {
    int end = endOfLine(0);
    String first = text.substring(0, end);
    while (end < text.length() && problem == null) {
      int start = end + 2;
      end = endOfLine(start);
      add(isFolded(end) ? unfolded(start) : text.substring(start, end));
      end = endOfField(end);
    }
    check(first);
    return new Reading(new Head(first, List.copyOf(fields), bodyStart), problem);
  }

  private int endOfLine(int from) {
    int end = text.indexOf("\r\n", from);
    return end < 0 ? text.length() : end;
  }

  /** Whether the line that ends there goes on in the next one. */
  private boolean isFolded(int end) {
    return end + 2 < text.length() && (text.charAt(end + 2) == ' ' || text.charAt(end + 2) == '\t');
  }

  private int endOfField(int endOfLine) {
    int end = endOfLine;
    while (isFolded(end)) {
      end = endOfLine(end + 2);
    }
    return end;
  }

  private String unfolded(int start) {
    int end = endOfLine(start);
    StringBuilder field = new StringBuilder(text.substring(start, end));
    while (isFolded(end)) {
      int next = end + 2;
      end = endOfLine(next);
      field.append(' ').append(text.substring(next, end).strip());
    }
    return field.toString();
  }

  private void add(String field) {
    if (field.isEmpty() || problem != null) {
      return;
    }
    int colon = field.indexOf(':');
    String name = colon < 0 ? "" : field.substring(0, colon).stripTrailing();
    check(field);
    if (!Tokens.isToken(name)) {
      problem = "Malformed header field";
    } else if (fields.size() == limits.headers()) {
      problem = "Too many header fields";
    } else {
      String lower = name.toLowerCase(Locale.ROOT);
      fields.add(
          new Head.Field(COMPACT.getOrDefault(lower, lower), field.substring(colon + 1).strip()));
    }
  }

  private void check(String line) {
    if (line.length() > limits.lineBytes()) {
      problem = "Line too long";
    } else if (hasControl(line)) {
      problem = "Control character in header";
    }
  }

  /** RFC 3261 section 25.1: a backslash makes any character part of a quoted string. */
  private static boolean hasControl(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean control = (c < ' ' && c != '\t') || c == 0x7f;
      if (control && (c == '\r' || c == '\n' || i == 0 || line.charAt(i - 1) != '\\')) {
        return true;
      }
    }
    return false;
  }
}
