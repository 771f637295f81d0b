package io.voxbus.bus;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/** The only failure that leaves a component. Its code is the HTTP status and the code of the {@code error} event. */
public final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int code;
  private final Kind kind;

  /** Who says so, and what of it was done. */
  enum Kind {
    /** Whoever was asked. */
    ANSWER,
    /** Nobody was there to hear it: nothing was done. */
    NOBODY,
    /** Whoever was asked said nothing in time; it may have been done. */
    SILENCE,
    /** The node is lost that was asked; it may have been done. */
    LOST,
    /** The node may not act now: nothing was done, and it may be over soon. */
    CUT_OFF
  }

  public Fault(int code, String message) {
    this(code, message, Kind.ANSWER);
  }

  private Fault(int code, String message, Kind kind) {
    super(message, null, false, false);
    this.code = code;
    this.kind = kind;
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
    return new Fault(503, "this node is cut off from most others", Kind.CUT_OFF);
  }

  static Fault nobody() {
    return new Fault(404, "nobody there", Kind.NOBODY);
  }

  static Fault silence() {
    return new Fault(504, "no answer in time", Kind.SILENCE);
  }

  static Fault lost() {
    return new Fault(504, "the node is lost that was asked", Kind.LOST);
  }

  /** As the event bus carries it: the kind as the type of a failed reply, which every version reads. */
  ReplyException asReply() {
    ReplyFailure type = switch (kind) {
      case ANSWER -> ReplyFailure.RECIPIENT_FAILURE;
      case NOBODY -> ReplyFailure.NO_HANDLERS;
      case SILENCE, LOST -> ReplyFailure.TIMEOUT;
      case CUT_OFF -> ReplyFailure.ERROR;
    };
    return new ReplyException(type, code, getMessage());
  }

  private static Fault of(ReplyException reply) {
    Fault cutOff = cutOff();
    String message = String.valueOf(reply.getMessage());
    return switch (reply.failureType()) {
      case NO_HANDLERS -> nobody();
      case TIMEOUT -> silence();
      case ERROR -> reply.failureCode() == cutOff.code ? cutOff : new Fault(500, message);
      case RECIPIENT_FAILURE -> new Fault(reply.failureCode(), message);
    };
  }

  /** What went wrong, as a fault: itself, or 500 with its message. */
  public static Fault of(Throwable failure) {
    if (failure instanceof Fault fault) {
      return fault;
    }
    if (failure instanceof ReplyException reply) {
      return of(reply);
    }
    String message = failure.getMessage();
    return new Fault(500, message == null ? failure.getClass().getSimpleName() : message);
  }

  public int code() {
    return code;
  }

  Kind kind() {
    return kind;
  }

  /** Nobody was there to hear it, as in the moment in which code is replaced: nothing was done. */
  public boolean isUnheard() {
    return kind == Kind.NOBODY;
  }

  /** Nothing was done, as the node may not act now: it may be over soon. */
  public boolean isCutOff() {
    return kind == Kind.CUT_OFF;
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? "" : message;
  }
}
