package io.voxbus.bus;

/** The only failure that leaves a component. Its code is the HTTP status and the code of the {@code error} event. */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final String CUT_OFF = "this node is cut off from most others";
  private final int code;

  public Fault(int code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  public static Fault badRequest(String message) {
    return new Fault(400, message);
  }

  public static Fault notFound(String what) {
    return new Fault(404, what + " not found");
  }

  public static Fault conflict(String message) {
    return new Fault(409, message);
  }

  public static Fault unavailable(String message) {
    return new Fault(503, message);
  }

  /** 503: the node may not act now, for another may have its calls by now. Nothing was done, and it may be over soon. */
  public static Fault cutOff() {
    return unavailable(CUT_OFF);
  }

  boolean isCutOff() {
    return code == 503 && getMessage().equals(CUT_OFF);
  }

  /** What went wrong, as a fault: itself, or 500 with its message. */
  public static Fault of(Throwable failure) {
    if (failure instanceof Fault fault) {
      return fault;
    }
    String message = failure.getMessage();
    return new Fault(500, message == null ? failure.getClass().getSimpleName() : message);
  }

  public int code() {
    return code;
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? "" : message;
  }
}
