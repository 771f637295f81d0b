package io.voxbus.sip.wire;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules of RFC 3261 that the parser does not insist on. What breaks one never reaches a transaction: a request
 * gets a fixed answer, a response or an ACK silence (sections 8.1.3.3, 16.4 and 18.3).
 */
public final class Strict {
  private static final Pattern VERSION = Pattern.compile("SIP/\\d{1,9}\\.\\d{1,9}",
      Pattern.CASE_INSENSITIVE);
  private static final Pattern STATUS = Pattern.compile("SIP/2\\.0 [1-6]\\d\\d( .*)?",
      Pattern.CASE_INSENSITIVE);
  private static final Pattern HOST_AND_PORT = Pattern
      .compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:\\d{1,5})?");
  private static final Pattern OUR_VIA = Pattern.compile("SIP\\s*/\\s*2\\.0\\s*/.*",
      Pattern.CASE_INSENSITIVE);
  private static final Pattern CSEQ = Pattern.compile("(\\d{1,18})\\s+(\\S+)");
  private static final Set<String> SCHEMES = Set.of("sip", "sips", "tel");
  private static final List<String> NEEDED = List.of("via", "from", "to", "call-id", "cseq");
  private static final List<String> ONCE = List.of("from", "to", "call-id", "cseq", "max-forwards",
      "content-length", "content-type", "expires");
  private static final Set<String> ADDRESSES = Set.of("from", "to", "contact");
  private static final long MOST_CSEQ = (1L << 31) - 1;
  private static final long MOST_SECONDS = (1L << 32) - 1;

  private Strict() {}

  /** @param transport what carried the message, e.g. {@code UDP} */
  public static Verdict judge(byte[] message, String transport, Limits limits) {
    Optional<HeadReader.Reading> read = HeadReader.read(message, limits);
    if (read.isEmpty()) {
      return new Verdict.Ignore("no end of header");
    }
    Head head = read.get().head();
    String problem = read.get().problem();
    if (head.isResponse()) {
      return response(head, problem, message.length);
    }
    Refusal wrong = problem == null ? startLine(head) : new Refusal(400, problem);
    if (wrong == null) {
      return new Verdict.Ignore("not SIP");
    }
    return request(head, wrong.isFine() ? fields(head, transport) : wrong, message.length);
  }

  private record Refusal(int status, String reason) {
    boolean isFine() {
      return status == 0;
    }
  }

  private static final Refusal FINE = new Refusal(0, "");

  private static Verdict response(Head head, @Nullable String problem,
      int available) {
    boolean fine = problem == null && STATUS.matcher(head.startLine()).matches()
        && common(head).isFine();
    int length = fine ? length(head, available) : -1;
    return length < 0
        ? new Verdict.Ignore("malformed response")
        : accept(head, length);
  }

  private static Verdict request(Head head, Refusal wrong, int available) {
    int length = wrong.isFine() ? length(head, available) : 0;
    if (wrong.isFine() && length >= 0) {
      return accept(head, length);
    }
    if (head.method().equals("ACK") || head.via().isEmpty()) {
      return new Verdict.Ignore("malformed request");
    }
    return wrong.isFine()
        ? new Verdict.Refuse(head, 400, "Content-Length Does Not Fit")
        : new Verdict.Refuse(head, wrong.status(), wrong.reason());
  }

  private static Verdict accept(Head head, int length) {
    return new Verdict.Accept(head, head.first("call-id").orElseThrow(), length);
  }

  /** RFC 3261 section 18.3: what follows the body is cut off, a body that is cut short is an error. -1: so it is. */
  private static int length(Head head, int available) {
    long rest = (long) available - head.bodyStart();
    long body = head.first("content-length").map(text -> Tokens.number(text, rest).orElse(-1))
        .orElse(rest);
    return body < 0 ? -1 : (int) (head.bodyStart() + body);
  }

  /** @return null when it is no SIP at all */
  private static @Nullable Refusal startLine(Head head) {
    String[] parts = head.startLine().split(" ", -1);
    String line = head.startLine().stripTrailing();
    boolean sip = line.endsWith(" SIP/2.0")
        || VERSION.matcher(line.substring(line.lastIndexOf(' ') + 1)).matches();
    if (!sip) {
      return null;
    }
    if (parts.length != 3 || !Tokens.isToken(parts[0]) || parts[0].length() > 64) {
      return new Refusal(400, "Malformed Start Line");
    }
    if (!parts[2].equalsIgnoreCase("SIP/2.0")) {
      return new Refusal(505, "Version Not Supported");
    }
    return uri(parts[1]);
  }

  private static Refusal uri(String uri) {
    int colon = uri.indexOf(':');
    if (hasForeign(uri)) {
      return new Refusal(400, "Malformed Request-URI");
    }
    String scheme = colon < 0 ? "" : uri.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!SCHEMES.contains(scheme)) {
      return new Refusal(416, "Unsupported URI Scheme");
    }
    return scheme.equals("tel") ? FINE : sipUri(uri.substring(colon + 1));
  }

  /** Whether a character stands there that no URI has. */
  private static boolean hasForeign(String uri) {
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c <= ' ' || c > '~' || c == '<' || c == '>' || c == '"') {
        return true;
      }
    }
    return false;
  }

  private static Refusal sipUri(String uri) {
    String host = uri.substring(uri.lastIndexOf('@') + 1);
    if (host.indexOf('?') >= 0) {
      return new Refusal(400, "Header Fields In Request-URI");
    }
    int end = host.indexOf(';');
    return HOST_AND_PORT.matcher(end < 0 ? host : host.substring(0, end)).matches()
        ? FINE
        : new Refusal(400, "Malformed Host In Request-URI");
  }

  private static Refusal fields(Head head, String transport) {
    Refusal wrong = common(head);
    if (!wrong.isFine()) {
      return wrong;
    }
    Optional<Via> via = head.via();
    if (via.isEmpty() || !OUR_VIA.matcher(via.get().text()).matches()) {
      return new Refusal(400, "Malformed Via");
    }
    // An answer to a datagram goes where its Via says: by TCP it would reach whom the sender chose.
    if (transport.equals("UDP") && !via.get().transport().equals("UDP")) {
      return new Refusal(400, "Via Names Another Transport");
    }
    var cseq = CSEQ.matcher(head.first("cseq").orElseThrow());
    if (!cseq.matches() || !cseq.group(2).equals(head.method())) {
      return new Refusal(400, "CSeq Does Not Fit Method");
    }
    return addresses(head);
  }

  /** RFC 3261 section 20: a URI with header fields stands in angle brackets, or it can't be told where it ends. */
  private static Refusal addresses(Head head) {
    for (Head.Field field : head.fields()) {
      if (ADDRESSES.contains(field.name()) && hasBareFields(field.value())) {
        return new Refusal(400, "Malformed " + field.name());
      }
    }
    return FINE;
  }

  /** Whether a question mark stands outside of quotes and angle brackets. One pass: no text of a stranger nests calls. */
  private static boolean hasBareFields(String value) {
    char closes = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (closes == '"' && c == '\\') {
        i++;
      } else if (closes != 0) {
        closes = c == closes ? 0 : closes;
      } else if (c == '"' || c == '<') {
        closes = c == '"' ? '"' : '>';
      } else if (c == '?') {
        return true;
      }
    }
    return closes != 0 && value.indexOf('?') >= 0;
  }

  private static Refusal common(Head head) {
    for (String name : NEEDED) {
      if (head.count(name) == 0) {
        return new Refusal(400, "Missing " + name);
      }
    }
    for (String name : ONCE) {
      if (head.count(name) > 1) {
        return new Refusal(400, "Repeated " + name);
      }
    }
    if (head.first("call-id").orElseThrow().isEmpty()) {
      return new Refusal(400, "Empty call-id");
    }
    return numbers(head);
  }

  private static Refusal numbers(Head head) {
    String cseq = head.first("cseq").orElseThrow();
    int end = cseq.indexOf(' ') < 0 ? cseq.indexOf('\t') : cseq.indexOf(' ');
    if (end < 0 || Tokens.number(cseq.substring(0, end), MOST_CSEQ).isEmpty()) {
      return new Refusal(400, "Malformed cseq");
    }
    if (!numeric(head, "max-forwards", 255)) {
      return new Refusal(400, "Malformed max-forwards");
    }
    if (!numeric(head, "expires", MOST_SECONDS)) {
      return new Refusal(400, "Malformed expires");
    }
    return numeric(head, "content-length", Integer.MAX_VALUE)
        ? FINE
        : new Refusal(400, "Malformed content-length");
  }

  private static boolean numeric(Head head, String name, long most) {
    return head.first(name).map(text -> Tokens.number(text, most).isPresent()).orElse(true);
  }
}
