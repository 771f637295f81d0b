package io.voxbus.call.rules;

import io.voxbus.call.turn.CallRules;
import io.voxbus.protocol.api.SipOption;
import io.voxbus.protocol.bus.Carrier;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How SIP says what calls say, and the other way round. */
final class Refusals {
  private Refusals() {}

  /** Why a call ended whose far end refused it with this status. */
  static String reason(int status) {
    return switch (status) {
      case 486, 600, 603, 607, 608 -> "rejected";
      case 408, 480 -> "noAnswer";
      case 487 -> "canceled";
      default -> "failed";
    };
  }

  /** With which status a call is refused that ends for this reason before it is taken. */
  static int status(String reason) {
    return switch (reason) {
      case "noAnswer", "killed" -> 480;
      case "system", "failed" -> 503;
      default -> 603;
    };
  }

  /** One that a client may have given. */
  static int code(@Nullable Integer given) {
    return given == null || given < 300 || given > 699 ? 603 : given;
  }

  static @Nullable String given(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }

  /** RFC 3326: what is more than a status. */
  static String header(int status, String text) {
    return "SIP;cause=" + status + ";text=\"" + plain(text) + "\"";
  }

  /** The same, and where it is about what the far end offered, as RFC 3261 section 20.43 has it. */
  static Map<String, String> headers(int status, String text) {
    String reason = header(status, text);
    return status == 488
        ? Map.of("Reason", reason, "Warning", "399 voxbus \"" + plain(text) + "\"")
        : Map.of("Reason", reason);
  }

  /** Of a client that may have said why. */
  static Map<String, String> because(int status, @Nullable String why) {
    return why == null || why.isBlank() ? Map.of() : Map.of("Reason", header(status, why));
  }

  /** Of the end of a leg: what was to be said with it, and what is to be said now. */
  static Map<String, String> headers(@Nullable SipOption sip,
      @Nullable Map<String, String> given) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (sip != null && sip.hangupHeaders() != null) {
      headers.putAll(sip.hangupHeaders());
    }
    headers.putAll(given == null ? Map.of() : given);
    return headers;
  }

  private static String plain(String text) {
    return text.replaceAll("[\\p{Cntrl}\"\\\\]", " ").strip();
  }

  static Carrier.Srtp srtp(@Nullable SipOption sip, CallRules rules) {
    if (sip == null || sip.enableSrtp() == null) {
      return rules.srtp() == null ? Carrier.Srtp.OFF : rules.srtp();
    }
    return sip.enableSrtp() ? Carrier.Srtp.REQUIRED : Carrier.Srtp.OFF;
  }
}
