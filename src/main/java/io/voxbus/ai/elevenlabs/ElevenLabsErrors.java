package io.voxbus.ai.elevenlabs;

/** The words ElevenLabs has for what went wrong, as statuses of HTTP. */
final class ElevenLabsErrors {
  private ElevenLabsErrors() {}

  static int status(String error) {
    return switch (error) {
      case "auth_error", "authentication_error", "invalid_api_key", "unaccepted_terms",
          "missing_permissions" ->
        401;
      case "quota_exceeded", "rate_limited", "resource_exhausted", "too_many_concurrent_requests",
          "commit_throttled" ->
        429;
      case "input_error", "chunk_size_exceeded", "voice_id_does_not_exist", "invalid_message" ->
        400;
      case "input_timeout_exceeded", "session_time_limit_exceeded" -> 504;
      case "queue_overflow" -> 503;
      default -> 502;
    };
  }
}
