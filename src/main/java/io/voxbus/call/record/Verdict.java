package io.voxbus.call.record;

import org.jspecify.annotations.Nullable;

/** What became of one attempt to send a record. */
sealed interface Verdict {
  /** The server has it. */
  record Taken() implements Verdict {}
  /** The server will never take it. */
  record Rejected(String reason) implements Verdict {}
  /** Not now. {@code afterMillis} is what the server asked for, 0 when nothing. */
  record Later(String reason, long afterMillis) implements Verdict {}

  /**
   * Reads an answer: 2xx is taken; 4xx is rejected, except 408 and 429, which pass as other statuses do.
   *
   * @param retryAfter RFC 9110 section 10.2.3, in seconds; a date is not understood
   */
  static Verdict of(int status, String body, @Nullable String retryAfter) {
    if (status >= 200 && status < 300) {
      return new Taken();
    }
    String reason = body.isBlank() ? "answered " + status : "answered " + status + ": " + body;
    boolean passing = status == 408 || status == 429;
    if (status >= 400 && status < 500 && !passing) {
      return new Rejected(reason);
    }
    boolean seconds = retryAfter != null && retryAfter.matches("\\d{1,6}");
    return new Later(reason, seconds ? Long.parseLong(retryAfter) * 1000 : 0);
  }
}
