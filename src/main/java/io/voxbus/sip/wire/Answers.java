package io.voxbus.sip.wire;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Fixed answers to requests that never reach the parser: nothing but what RFC 3261 section 8.2.6.2 wants copied. */
public final class Answers {
  private Answers() {}

  /** @param sourceAddress where the request came from; it is told so in the topmost Via */
  public static byte[] answer(Verdict.Refuse refused, String sourceAddress, int sourcePort) {
    Head head = refused.head();
    StringBuilder text = new StringBuilder(512).append("SIP/2.0 ").append(refused.status())
        .append(' ').append(refused.reason()).append("\r\n");
    boolean top = true;
    for (Head.Field field : head.fields()) {
      switch (field.name()) {
        case "via" -> {
          String via = field.value();
          text.append("Via: ").append(top
              ? Via.read(via).map(read -> read.answered(sourceAddress, sourcePort)).orElse(via)
              : via).append("\r\n");
          top = false;
        }
        case "to" -> text.append("To: ").append(tagged(field.value(), head)).append("\r\n");
        case "from" -> text.append("From: ").append(field.value()).append("\r\n");
        case "call-id" -> text.append("Call-ID: ").append(field.value()).append("\r\n");
        case "cseq" -> text.append("CSeq: ").append(field.value()).append("\r\n");
        default -> {
        }
      }
    }
    return text.append("Content-Length: 0\r\n\r\n").toString()
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The same tag for every copy of the request, for nothing is kept of it. */
  private static String tagged(String to, Head head) {
    boolean tagged = to.toLowerCase(Locale.ROOT).replace(" ", "").contains(";tag=");
    return tagged
        ? to
        : to + ";tag=" + Integer.toHexString(head.first("call-id").orElse("").hashCode());
  }
}
