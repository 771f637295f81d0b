package io.voxbus.ai.deepgram;

import io.vertx.core.json.JsonObject;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.vendor.ProviderTarget;

/** An {@code Error} message as a failure with a status of HTTP. */
final class DeepgramErrors {
  private DeepgramErrors() {}

  static SpeechException of(ProviderTarget target, JsonObject error) {
    String code = error.getString("err_code", error.getString("code", ""));
    int status = switch (code) {
      case "INVALID_AUTH", "INSUFFICIENT_PERMISSIONS" -> 401;
      case "TOO_MANY_REQUESTS", "ASR_PAYMENT_REQUIRED", "RATE_LIMIT_EXCEEDED" -> 429;
      case "NET-0001" -> 504;
      default -> 502;
    };
    return target.failure(status, error.getString("description",
        error.getString("err_msg", error.getString("message", "unknown error"))));
  }
}
