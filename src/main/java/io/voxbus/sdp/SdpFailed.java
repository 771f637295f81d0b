package io.voxbus.sdp;

/** A description that can't be used: 400 when it is none, 488 when we can't do what it asks for. */
public final class SdpFailed extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int code;

  private SdpFailed(int code, String reason) {
    super(reason, null, false, false);
    this.code = code;
  }

  static SdpFailed malformed(String reason) {
    return new SdpFailed(400, reason);
  }

  /** Nothing in common. */
  public static SdpFailed notAcceptable(String reason) {
    return new SdpFailed(488, reason);
  }

  public int code() {
    return code;
  }

  public String reason() {
    return String.valueOf(getMessage());
  }
}
