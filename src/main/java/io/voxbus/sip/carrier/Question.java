package io.voxbus.sip.carrier;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.voxbus.sip.line.Asker;
import io.voxbus.sip.stack.SipHop;
import io.voxbus.sip.stack.SipStack;
import javax.sip.ClientTransaction;
import javax.sip.SipException;
import javax.sip.message.Response;

/** A request of ours outside of any dialog, until its final answer. */
public final class Question implements Asker {
  private final SIPRequest request;
  private final Promise<SIPResponse> answer = Promise.promise();

  private Question(SIPRequest request) {
    this.request = request;
  }

  /** On the event loop of its Call-ID, where the answer comes too: 408 for silence, 503 when it can't be sent. */
  static Future<SIPResponse> ask(SipStack stack, SIPRequest request, SipHop hop) {
    Question question = new Question(request);
    try {
      ClientTransaction transaction = stack.transaction(request, hop);
      transaction.setApplicationData(question);
      transaction.sendRequest();
    } catch (SipException e) {
      question.answered(request.createResponse(Response.SERVICE_UNAVAILABLE, e.getMessage()));
    }
    return question.answer.future();
  }

  @Override
  public void answered(Response response) {
    if (response.getStatusCode() >= 200) {
      answer.tryComplete((SIPResponse) response);
    }
  }

  @Override
  public void silent() {
    answered(request.createResponse(Response.REQUEST_TIMEOUT, "no answer"));
  }
}
