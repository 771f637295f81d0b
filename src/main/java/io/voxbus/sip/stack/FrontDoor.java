package io.voxbus.sip.stack;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.SIPMessageValve;
import gov.nist.javax.sip.stack.SIPServerTransaction;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.text.ParseException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.sip.Dialog;
import javax.sip.InvalidArgumentException;
import javax.sip.ServerTransaction;
import javax.sip.SipStack;
import javax.sip.header.RetryAfterHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests pass before there is a transaction: whatever is turned away here leaves nothing behind, and its
 * answer is sent once, never again by a timer.
 */
final class FrontDoor implements SIPMessageValve {
  private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

  private final Doorkeeper doorkeeper;
  private final Predicate<String> overloaded;
  private final int retryAfter;
  private final SipCounts counts;

  /** Marks a request that has been let in. */
  record Admitted(Caller caller, @Nullable Consumer<ServerTransaction> taker) {
    Admitted(Caller caller) {
      this(caller, null);
    }
  }

  /** Marks a request whose dialog was waited for. */
  private record Awaited() {}

  FrontDoor(Doorkeeper doorkeeper, Predicate<String> overloaded, int retryAfter, SipCounts counts) {
    this.doorkeeper = doorkeeper;
    this.overloaded = overloaded;
    this.retryAfter = retryAfter;
    this.counts = counts;
  }

  @Override
  public boolean processRequest(SIPRequest request, MessageChannel from) {
    Channel channel = (Channel) from;
    if (request.getApplicationData() instanceof Admitted) {
      return true;
    }
    if (!startsSomething(request)) {
      return continues(request, channel);
    }
    if (channel.getSIPStack().findTransaction(request, true) != null) {
      return true;
    }
    if (request.getMethod().equals(Request.INVITE)
        && overloaded.test(request.getCallId().getCallId())) {
      counts.count("overload");
      channel.answer(later(request));
      return false;
    }
    return admit(ask(() -> doorkeeper.ask(request)), request, channel);
  }

  private boolean admit(Future<Admission> asked, SIPRequest request, Channel channel) {
    if (asked.isComplete()) {
      return obey(decided(asked, request), request, channel);
    }
    asked.onComplete(answer -> channel.loops()
        .run(request.getCallId().getCallId(),
            () -> enter(decided(answer, request), request, channel)));
    return false;
  }

  /** A request inside a dialog: of its far end, or of somebody who has to show that he is. */
  private boolean continues(SIPRequest request, Channel channel) {
    if (isOrphan(request, channel)) {
      return admit(ask(() -> doorkeeper.askOrphan(request)), request, channel);
    }
    FarEnd farEnd = farEnd(request, channel);
    if (farEnd == null) {
      return true;
    }
    InetAddress source = channel.peer().getAddress();
    Future<Boolean> there = farEnd.isAt(source);
    if (Boolean.TRUE.equals(there.result())) {
      return true;
    }
    return admit(ask(() -> there.compose(yes -> yes
        ? Future.succeededFuture(new Admission.Pass(farEnd.caller()))
        : elsewhere(request, farEnd))).onSuccess(admission -> {
          if (admission instanceof Admission.Pass) {
            farEnd.seenAt(source);
          }
        }), request, channel);
  }

  /** RFC 3261 section 22.1: neither ACK nor CANCEL can be challenged. */
  private Future<Admission> elsewhere(SIPRequest request, FarEnd farEnd) {
    counts.count("elsewhere");
    return switch (request.getMethod()) {
      case Request.ACK -> Future.succeededFuture(new Admission.Drop("ignored"));
      case Request.CANCEL -> Future.succeededFuture(new Admission.Answer(
          request.createResponse(Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST)));
      default -> doorkeeper.askAgain(request, farEnd.caller());
    };
  }

  private static @Nullable FarEnd farEnd(SIPRequest request, Channel channel) {
    Dialog dialog = null;
    if (!request.getMethod().equals(Request.CANCEL)) {
      dialog = channel.getSIPStack().getDialog(request.getDialogId(true));
    } else if (channel.getSIPStack().findCancelTransaction(request,
        true) instanceof SIPServerTransaction invite) {
      dialog = invite.getDialog();
    }
    return dialog != null && dialog.getApplicationData() instanceof FarEnd.Known known
        ? known.farEnd()
        : null;
  }

  /** An ACK is not waited with: nobody answers it. */
  private static boolean isOrphan(SIPRequest request, Channel channel) {
    boolean cancels = request.getMethod().equals(Request.CANCEL);
    return !request.getMethod().equals(Request.ACK)
        && !(request.getApplicationData() instanceof Awaited)
        && channel.getSIPStack().findTransaction(request, true) == null
        && (cancels
            ? channel.getSIPStack().findCancelTransaction(request, true) == null
            : channel.getSIPStack().getDialog(request.getDialogId(true)) == null);
  }

  private static boolean startsSomething(SIPRequest request) {
    return request.getToTag() == null && !request.getMethod().equals(Request.ACK)
        && !request.getMethod().equals(Request.CANCEL);
  }

  private static Future<Admission> ask(Supplier<Future<Admission>> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private Admission decided(AsyncResult<Admission> asked, SIPRequest request) {
    if (asked.succeeded()) {
      return asked.result();
    }
    counts.count("door_failed");
    LOG.atWarn().setCause(asked.cause()).log("a request could not be decided on");
    return new Admission.Answer(request.createResponse(Response.SERVER_INTERNAL_ERROR));
  }

  private boolean obey(Admission admission, SIPRequest request, Channel from) {
    switch (admission) {
      case Admission.Pass(Caller caller) -> request.setApplicationData(new Admitted(caller));
      case Admission.Answer(Response response) -> from.answer((SIPResponse) response);
      case Admission.Drop(String reason) -> counts.count(reason);
      case Admission.Again() -> request.setApplicationData(new Awaited());
    }
    return admission instanceof Admission.Pass || admission instanceof Admission.Again;
  }

  /** A copy that was asked for meanwhile and is in already makes this one a retransmission. */
  private void enter(Admission admission, SIPRequest request, Channel from) {
    boolean again = from.getSIPStack().findTransaction(request, true) != null;
    if (again || obey(admission, request, from)) {
      try {
        from.processMessage(request);
      } catch (ParseException e) {
        counts.count("ignored");
      }
    }
  }

  private SIPResponse later(SIPRequest request) {
    SIPResponse response = request.createResponse(Response.SERVICE_UNAVAILABLE);
    try {
      RetryAfterHeader header = new gov.nist.javax.sip.header.RetryAfter();
      header.setRetryAfter(retryAfter);
      response.setHeader(header);
    } catch (InvalidArgumentException e) {
      throw new IllegalStateException(e);
    }
    return response;
  }

  @Override
  public boolean processResponse(Response response, MessageChannel from) {
    return true;
  }

  @Override
  public void init(SipStack stack) {}

  @Override
  public void destroy() {}
}
