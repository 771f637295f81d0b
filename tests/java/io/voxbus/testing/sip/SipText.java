package io.voxbus.testing.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A SIP message as text: start line, headers in order, body. */
public record SipText(String startLine, List<String> headers, String body) {
  public static SipText parse(String text) {
    int blank = text.indexOf("\r\n\r\n");
    String[] lines = text.substring(0, blank).split("\r\n");
    return new SipText(lines[0], List.of(lines).subList(1, lines.length),
        text.substring(blank + 4));
  }

  /** The status code of a response, 0 of a request. */
  public int status() {
    return startLine.startsWith("SIP/2.0 ") ? Integer.parseInt(startLine.split(" ")[1]) : 0;
  }

  public String method() {
    return status() == 0 ? startLine.split(" ")[0] : "";
  }

  /** The value of the first header of that name; fails when there is none. */
  public String header(String name) {
    List<String> all = all(name);
    if (all.isEmpty()) {
      throw new AssertionError("no " + name + " in\n" + this);
    }
    return all.getFirst();
  }

  public List<String> all(String name) {
    List<String> values = new ArrayList<>();
    String start = name.toLowerCase(Locale.ROOT) + ":";
    for (String header : headers) {
      if (header.toLowerCase(Locale.ROOT).startsWith(start)) {
        values.add(header.substring(start.length()).strip());
      }
    }
    return values;
  }

  /** A parameter of a header value, e.g. {@code tag} of {@code <sip:a@b>;tag=x}. */
  public String parameter(String header, String name) {
    for (String part : header(header).split("[;,]")) {
      String[] pair = part.strip().split("=", 2);
      if (pair[0].equalsIgnoreCase(name)) {
        return pair.length == 1 ? "" : pair[1];
      }
    }
    throw new AssertionError("no " + name + " in " + header(header));
  }

  /** The answer to this request, copying what RFC 3261 section 8.2.6.2 says. */
  public String answer(int status, String reason, String toTag, String... more) {
    StringBuilder answer = new StringBuilder("SIP/2.0 " + status + " " + reason + "\r\n");
    for (String name : List.of("Via", "Record-Route", "From", "Call-ID", "CSeq")) {
      all(name).forEach(value -> answer.append(name).append(": ").append(value).append("\r\n"));
    }
    String to = header("To");
    answer.append("To: ").append(to.contains("tag=") ? to : to + ";tag=" + toTag).append("\r\n");
    for (String line : more) {
      answer.append(line).append("\r\n");
    }
    return answer.append("Content-Length: 0\r\n\r\n").toString();
  }

  public byte[] bytes() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return startLine + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n" + body;
  }
}
