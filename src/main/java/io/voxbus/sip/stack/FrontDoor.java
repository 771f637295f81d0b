package io.voxbus.sip.stack;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.SIPMessageValve;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.text.ParseException;
import java.util.function.BooleanSupplier;
import javax.sip.InvalidArgumentException;
import javax.sip.SipStack;
import javax.sip.header.RetryAfterHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests pass before there is a transaction: whatever is turned away here leaves nothing behind, and its
 * answer is sent once, never again by a timer.
 */
final class FrontDoor implements SIPMessageValve {
  private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

  private final Doorkeeper doorkeeper;
  private final BooleanSupplier overloaded;
  private final int retryAfter;
  private final SipCounts counts;

  /** Marks a request that has been let in. */
  record Admitted(Caller caller) {}

  FrontDoor(Doorkeeper doorkeeper, BooleanSupplier overloaded, int retryAfter, SipCounts counts) {
    this.doorkeeper = doorkeeper;
    this.overloaded = overloaded;
    this.retryAfter = retryAfter;
    this.counts = counts;
  }

  @Override
  public boolean processRequest(SIPRequest request, MessageChannel from) {
    Channel channel = (Channel) from;
    if (request.getApplicationData() instanceof Admitted || !startsSomething(request)
        || channel.getSIPStack().findTransaction(request, true) != null) {
      return true;
    }
    if (overloaded.getAsBoolean() && request.getMethod().equals(Request.INVITE)) {
      counts.count("overload");
      channel.answer(later(request));
      return false;
    }
    Future<Admission> asked = ask(request);
    if (asked.isComplete()) {
      return obey(decided(asked, request), request, channel);
    }
    asked.onComplete(answer -> channel.loops()
        .run(request.getCallId().getCallId(),
            () -> enter(decided(answer, request), request, channel)));
    return false;
  }

  private static boolean startsSomething(SIPRequest request) {
    return request.getToTag() == null && !request.getMethod().equals(Request.ACK)
        && !request.getMethod().equals(Request.CANCEL);
  }

  private Future<Admission> ask(SIPRequest request) {
    try {
      return doorkeeper.ask(request);
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
    }
    return admission instanceof Admission.Pass;
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
