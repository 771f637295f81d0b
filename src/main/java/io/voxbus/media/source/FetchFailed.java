package io.voxbus.media.source;

/** Media could not be had. The code is an HTTP status; the message may be shown to the client that asked. */
public final class FetchFailed extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int code;
  private final String reason;

  public FetchFailed(int code, String reason) {
    super(reason, null, false, false);
    this.code = code;
    this.reason = reason;
  }

  /**
   * 400 no such URL, 403 refused address or place, 404 and other statuses as the server or folder answered, 413 too
   * large, 502 no usable answer, 503 too many at once, 504 timed out, 507 no room on the disk.
   */
  public int code() {
    return code;
  }

  @Override
  public String getMessage() {
    return reason;
  }
}
