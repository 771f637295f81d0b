package io.voxbus.sip.dialog;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a message carries; empty when it carries nothing. */
public record Body(String type, String text) {
  public static final Body NONE = new Body("", "");
  private static final String SDP = "application/sdp";
  private static final String MULTIPART = "multipart/";

  public static Body sdp(@Nullable String text) {
    return text == null ? NONE : new Body(SDP, text);
  }

  /** The session description in it, also as a part of several (RFC 5621); null when there is none. */
  public @Nullable String sdp() {
    if (is(SDP)) {
      return text.isBlank() ? null : text;
    }
    return is(MULTIPART) ? part() : null;
  }

  public boolean isEmpty() {
    return text.isEmpty();
  }

  boolean is(String wanted) {
    return type.toLowerCase(Locale.ROOT).startsWith(wanted);
  }

  private @Nullable String part() {
    String boundary = Parameters.of(type).get("boundary");
    if (boundary == null || boundary.isEmpty()) {
      return null;
    }
    for (String part : text.split("\r?\n?--" + java.util.regex.Pattern.quote(boundary), -1)) {
      String[] halves = part.split("\r?\n\r?\n", 2);
      if (halves.length == 2 && halves[0].toLowerCase(Locale.ROOT)
          .matches("(?s).*content-type:\\s*application/sdp.*")) {
        return halves[1].endsWith("\n") ? halves[1] : halves[1] + "\r\n";
      }
    }
    return null;
  }
}
