package io.voxbus.ai.spi;

/** Why a vendor could not do what was asked. Its message is shown to the caller and never holds a credential. */
public final class SpeechException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int code;

  private SpeechException(int code, String message) {
    super(message);
    this.code = code;
  }

  /** @param code as an HTTP status */
  public static SpeechException of(int code, String message) {
    return new SpeechException(code, message);
  }

  /** What was asked for can't be done: 400. */
  public static SpeechException refused(String message) {
    return new SpeechException(400, message);
  }

  /** The vendor does not accept the credentials, or there are none: 401. */
  public static SpeechException unauthorized(String message) {
    return new SpeechException(401, message);
  }

  /** The vendor failed, or said something nobody understands: 502. */
  public static SpeechException failed(String message) {
    return new SpeechException(502, message);
  }

  /** Too much is asked for at once: 503. */
  public static SpeechException busy(String message) {
    return new SpeechException(503, message);
  }

  /** The vendor did not answer in time: 504. */
  public static SpeechException late(String message) {
    return new SpeechException(504, message);
  }

  /** As an HTTP status. */
  public int code() {
    return code;
  }
}
