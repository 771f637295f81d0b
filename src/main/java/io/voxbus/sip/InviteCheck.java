package io.voxbus.sip;

import gov.nist.javax.sip.message.SIPRequest;
import io.voxbus.sip.dialog.Body;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a request must not want of us, an INVITE before there is a call for it. */
final class InviteCheck {
  private static final Set<String> SUPPORTED = Set.of("100rel", "timer", "replaces");
  private static final Pattern SDP = Pattern
      .compile("(?:application/(?:sdp|\\*)|\\*/\\*)\\s*(?:[;,]|$)", Pattern.CASE_INSENSITIVE);
  private static final Pattern SECONDS = Pattern.compile("\\s*(\\d{1,9})\\s*(?:;|$)");
  private static final int LEAST_SECONDS = 90;

  private InviteCheck() {}

  /** How it is refused. */
  record Refusal(int code, Map<String, String> headers) {}

  /** RFC 3261 section 8.2.2.3. */
  static Optional<Refusal> extensions(SIPRequest request) {
    List<String> unknown = unknown(Received.value(request, "Require"));
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(new Refusal(420, Map.of("Unsupported", String.join(", ", unknown))));
  }

  static Optional<Refusal> refuse(SIPRequest invite) {
    Body body = Received.body(invite);
    String type = body.type().toLowerCase(Locale.ROOT);
    if (!body.isEmpty() && !type.startsWith("application/sdp") && !type.startsWith("multipart/")) {
      return Optional.of(new Refusal(415, Map.of("Accept", "application/sdp")));
    }
    String offer = body.sdp();
    if (offer != null && !offer.stripLeading().startsWith("v=")) { // RFC 8866 section 5
      return Optional.of(new Refusal(400, Map.of("Warning", "399 voxbus \"the body is no SDP\"",
          "Reason", "SIP;cause=400;text=\"the body is no SDP\"")));
    }
    if (!takesSdp(invite)) { // RFC 3261 section 20.1: our answer would not be understood
      return Optional.of(new Refusal(406, Map.of()));
    }
    return wantsShorter(invite) // RFC 4028 section 6
        ? Optional.of(new Refusal(422, Map.of("Min-SE", String.valueOf(LEAST_SECONDS))))
        : Optional.empty();
  }

  private static boolean takesSdp(SIPRequest invite) {
    return invite.getHeader("Accept") == null
        || SDP.matcher(Received.value(invite, "Accept")).find();
  }

  private static boolean wantsShorter(SIPRequest invite) {
    String expires = Received.value(invite, "Session-Expires");
    Matcher interval = SECONDS.matcher(expires.isEmpty() ? Received.value(invite, "x") : expires);
    return interval.lookingAt() && Integer.parseInt(interval.group(1)) < LEAST_SECONDS
        && Received.value(invite, "Supported").contains("timer");
  }

  private static List<String> unknown(String require) {
    return Arrays.stream(require.split(",", -1)).map(String::strip)
        .filter(one -> !one.isEmpty() && !SUPPORTED.contains(one.toLowerCase(Locale.ROOT)))
        .collect(Collectors.toList());
  }
}
