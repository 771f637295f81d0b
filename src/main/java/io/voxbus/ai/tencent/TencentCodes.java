package io.voxbus.ai.tencent;

import java.util.Locale;

/** Tencent's error codes as statuses of HTTP. */
final class TencentCodes {
  private TencentCodes() {}

  static int status(int code) {
    return switch (code) {
      case 4001, 10_001 -> 400;
      case 4002, 4003, 10_002, 10_003 -> 401;
      case 4004, 4005, 4006, 10_004, 10_005, 10_006 -> 429;
      case 4008, 10_008 -> 504;
      default -> 502;
    };
  }

  /** The codes of the request API are words: {@code AuthFailure.SignatureFailure}. */
  static int status(String code) {
    String kind = code.toLowerCase(Locale.ROOT);
    if (kind.startsWith("authfailure") || kind.startsWith("unauthorized")) {
      return 401;
    }
    if (kind.startsWith("limitexceeded") || kind.startsWith("requestlimit")
        || kind.contains("quota") || kind.contains("nofreeaccount")
        || kind.startsWith("resourceinsufficient")) {
      return 429;
    }
    return kind.startsWith("invalidparameter") ? 400 : 502;
  }
}
