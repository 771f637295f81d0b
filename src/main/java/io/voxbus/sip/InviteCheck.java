package io.voxbus.sip;

import gov.nist.javax.sip.message.SIPRequest;
import io.voxbus.sip.dialog.Body;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a request must not want of us, an INVITE before there is a call for it. */
final class InviteCheck {
  private static final Set<String> SUPPORTED = Set.of("100rel", "timer", "replaces");
  private static final Pattern SDP = Pattern
      .compile("(?:application/(?:sdp|\\*)|\\*/\\*)\\s*(?:[;,]|$)", Pattern.CASE_INSENSITIVE);
  private static final int LEAST_SECONDS = 90;

  private InviteCheck() {}

  /** How it is refused. */
  record Refusal(int code, Map<String, String> headers) {}

  /** RFC 3261 section 8.2.2.3. */
  static Optional<Refusal> extensions(SIPRequest request) {
    List<String> unknown = unknown(Received.headers(request).getOrDefault("require", ""));
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(new Refusal(420, Map.of("Unsupported", String.join(", ", unknown))));
  }

  static Optional<Refusal> refuse(SIPRequest invite) {
    Map<String, String> headers = Received.headers(invite);
    Body body = Received.body(invite);
    String type = headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
    if (!body.isEmpty() && !type.startsWith("application/sdp") && !type.startsWith("multipart/")) {
      return Optional.of(new Refusal(415, Map.of("Accept", "application/sdp")));
    }
    String offer = body.sdp();
    if (offer != null && !offer.stripLeading().startsWith("v=")) { // RFC 8866 section 5
      return Optional.of(new Refusal(400, Map.of("Warning", "399 voxbus \"the body is no SDP\"",
          "Reason", "SIP;cause=400;text=\"the body is no SDP\"")));
    }
    if (!takesSdp(headers.get("accept"))) { // RFC 3261 section 20.1: our answer would not be understood
      return Optional.of(new Refusal(406, Map.of()));
    }
    String interval = headers.getOrDefault("session-expires", headers.getOrDefault("x", ""))
        .replaceAll(";.*", "").strip();
    boolean shorter = interval.matches("\\d{1,9}") && Integer.parseInt(interval) < LEAST_SECONDS;
    return shorter && headers.getOrDefault("supported", "").contains("timer") // RFC 4028 section 6
        ? Optional.of(new Refusal(422, Map.of("Min-SE", String.valueOf(LEAST_SECONDS))))
        : Optional.empty();
  }

  private static boolean takesSdp(@Nullable String accept) {
    return accept == null || SDP.matcher(accept).find();
  }

  private static List<String> unknown(String require) {
    return Arrays.stream(require.split(",", -1)).map(String::strip)
        .filter(one -> !one.isEmpty() && !SUPPORTED.contains(one.toLowerCase(Locale.ROOT)))
        .collect(Collectors.toList());
  }
}
