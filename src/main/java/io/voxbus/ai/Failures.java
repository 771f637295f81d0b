package io.voxbus.ai;

import io.voxbus.ai.spi.SpeechException;

/** What a provider's failure looks like to a client. */
final class Failures {
  private Failures() {}

  static int code(Throwable failure) {
    return switch (failure) {
      case SpeechException speech -> speech.code();
      case IllegalArgumentException refused -> 400;
      case java.util.concurrent.TimeoutException late -> 504;
      default -> 500;
    };
  }

  static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isEmpty() ? failure.getClass().getSimpleName() : message;
  }
}
