package io.voxbus.sip;

import gov.nist.javax.sip.message.SIPRequest;
import io.voxbus.sip.dialog.Body;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an INVITE must not want of us, before there is a call for it. */
final class InviteCheck {
  private static final Set<String> SUPPORTED = Set.of("100rel", "timer", "replaces");
  private static final int LEAST_SECONDS = 90;

  private InviteCheck() {}

  /** How an INVITE is refused. */
  record Refusal(int code, Map<String, String> headers) {}

  static Optional<Refusal> refuse(SIPRequest invite) {
    Map<String, String> headers = Received.headers(invite);
    List<String> unknown = unknown(headers.getOrDefault("require", ""));
    if (!unknown.isEmpty()) { // RFC 3261 section 8.2.2.3
      return Optional.of(new Refusal(420, Map.of("Unsupported", String.join(", ", unknown))));
    }
    Body body = Received.body(invite);
    String type = headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
    if (!body.isEmpty() && !type.startsWith("application/sdp") && !type.startsWith("multipart/")) {
      return Optional.of(new Refusal(415, Map.of("Accept", "application/sdp")));
    }
    String interval = headers.getOrDefault("session-expires", headers.getOrDefault("x", ""))
        .replaceAll(";.*", "").strip();
    boolean shorter = interval.matches("\\d{1,9}") && Integer.parseInt(interval) < LEAST_SECONDS;
    return shorter && headers.getOrDefault("supported", "").contains("timer") // RFC 4028 section 6
        ? Optional.of(new Refusal(422, Map.of("Min-SE", String.valueOf(LEAST_SECONDS))))
        : Optional.empty();
  }

  private static List<String> unknown(String require) {
    return Arrays.stream(require.split(",", -1)).map(String::strip)
        .filter(one -> !one.isEmpty() && !SUPPORTED.contains(one.toLowerCase(Locale.ROOT)))
        .collect(Collectors.toList());
  }
}
