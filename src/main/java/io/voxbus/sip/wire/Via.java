package io.voxbus.sip.wire;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The topmost element of a Via header field: where an answer goes (RFC 3261 section 18.2.2, RFC 3581 section 4). One of
 * another version is read as well, to answer it.
 *
 * @param text  the element as it was written
 * @param rest  further elements of the same field, with their comma
 * @param port  of sent-by, -1 when it names none
 * @param rport whether the client asks for an answer to the port it sent from
 */
public record Via(String text, String rest, String transport, int port, boolean rport) {
  private static final Pattern ELEMENT = Pattern.compile(
      "SIP\\s*/\\s*\\d{1,9}\\.\\d{1,9}\\s*/\\s*([A-Za-z0-9.!%*_+`'~-]{1,16})\\s+"
          + "(?:\\[[0-9A-Fa-f:.]{2,60}]|[A-Za-z0-9._-]{1,255})\\s*(?::\\s*(\\d{1,5}))?\\s*(;.*)?",
      Pattern.CASE_INSENSITIVE);
  private static final Pattern RPORT = Pattern.compile(";\\s*rport\\s*(?==|;|$)",
      Pattern.CASE_INSENSITIVE);
  private static final Pattern FILLED = Pattern
      .compile(";\\s*(?:rport|received)\\s*(?:=[^;]*)?(?=;|$)", Pattern.CASE_INSENSITIVE);

  static Optional<Via> read(String field) {
    int comma = outsideQuotes(field, ',');
    String text = (comma < 0 ? field : field.substring(0, comma)).strip();
    Matcher element = ELEMENT.matcher(text);
    if (!element.matches()) {
      return Optional.empty();
    }
    String parameters = element.group(3) == null ? "" : element.group(3);
    int port = element.group(2) == null ? -1 : Integer.parseInt(element.group(2));
    return Optional.of(new Via(text, comma < 0 ? "" : field.substring(comma),
        element.group(1).toUpperCase(java.util.Locale.ROOT), port,
        RPORT.matcher(parameters).find()));
  }

  /** The field with what the server saw of the client put in. */
  String answered(String sourceAddress, int sourcePort) {
    String bare = FILLED.matcher(text).replaceAll("");
    return bare + ";received=" + sourceAddress + (rport ? ";rport=" + sourcePort : "") + rest;
  }

  static int outsideQuotes(String text, char wanted) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == wanted && !quoted) {
        return i;
      }
    }
    return -1;
  }
}
