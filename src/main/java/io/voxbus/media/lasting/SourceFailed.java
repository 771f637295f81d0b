package io.voxbus.media.lasting;

/** What was to be played can't be. */
public final class SourceFailed extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String sender;
  private final int code;

  /** @param sender the sender of the error event, e.g. {@code filetrack: <path>} */
  public SourceFailed(String sender, int code, String reason) {
    super(reason, null, false, false);
    this.sender = sender;
    this.code = code;
  }

  public String sender() {
    return sender;
  }

  public int code() {
    return code;
  }
}
