package io.voxbus.sip;

import gov.nist.javax.sip.DialogTimeoutEvent;
import gov.nist.javax.sip.ResponseEventExt;
import gov.nist.javax.sip.SipListenerExt;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.voxbus.sip.carrier.Question;
import io.voxbus.sip.stack.SipStack;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.SipProvider;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionAlreadyExistsException;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.TransactionUnavailableException;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the stack tells, handed to the leg it is about. Whatever goes wrong with a message ends only that message. */
final class SipListening implements SipListenerExt {
  private static final Logger LOG = LoggerFactory.getLogger(SipListening.class);

  private final Consumer<ServerTransaction> called;
  private final Outside outside;
  private @Nullable SipStack stack;

  /** Answers a request that belongs to no call. */
  interface Outside {
    void answer(ServerTransaction transaction) throws Exception;
  }

  SipListening(Consumer<ServerTransaction> called, Outside outside) {
    this.called = called;
    this.outside = outside;
  }

  void use(SipStack started) {
    stack = started;
  }

  @Override
  public void processRequest(RequestEvent event) {
    try {
      request(event);
    } catch (Exception e) {
      LOG.atWarn().addKeyValue("method", event.getRequest().getMethod()).setCause(e)
          .log("a request failed");
    }
  }

  private void request(RequestEvent event) throws Exception {
    Request request = event.getRequest();
    SipLeg leg = leg(event.getDialog());
    if (request.getMethod().equals(Request.ACK)) {
      if (leg != null) {
        leg.acked(Received.body((SIPMessage) request));
      }
      return;
    }
    ServerTransaction transaction = transaction(event);
    if (transaction == null) {
      return;
    }
    SipLeg found = leg == null ? leg(transaction.getDialog()) : leg;
    if (found != null) {
      found.came(transaction);
    } else if (request.getMethod().equals(Request.INVITE)
        && ((SIPRequest) request).getToTag() == null) {
      invite(transaction);
    } else {
      outside.answer(transaction);
    }
  }

  /** Null for a request that lacks what its method needs, which is refused, or that came once more. */
  private @Nullable ServerTransaction transaction(RequestEvent event) throws SipException {
    if (event.getServerTransaction() != null) {
      return event.getServerTransaction();
    }
    SipProvider provider = Objects.requireNonNull(stack).provider();
    try {
      return provider.getNewServerTransaction(event.getRequest());
    } catch (TransactionAlreadyExistsException e) {
      return null;
    } catch (TransactionUnavailableException e) {
      SIPResponse response = ((SIPRequest) event.getRequest()).createResponse(400);
      response.setToTag(Tags.random());
      provider.sendResponse(response);
      return null;
    }
  }

  private void invite(ServerTransaction transaction) throws Exception {
    SIPRequest invite = (SIPRequest) transaction.getRequest();
    Optional<InviteCheck.Refusal> refusal = InviteCheck.refuse(invite);
    if (refusal.isEmpty()) {
      called.accept(transaction);
      return;
    }
    SIPResponse response = invite.createResponse(refusal.get().code());
    response.setToTag(Tags.random());
    Words.headers(response, refusal.get().headers());
    transaction.sendResponse(response);
  }

  @Override
  public void processResponse(ResponseEvent event) {
    ClientTransaction transaction = event.getClientTransaction();
    if (transaction == null && event instanceof ResponseEventExt ext) {
      transaction = ext.getOriginalTransaction();
    }
    if (transaction != null && transaction.getApplicationData() instanceof Question question) {
      question.answered(event.getResponse());
      return;
    }
    SipLeg leg = transaction != null && transaction.getApplicationData() instanceof SipLeg one
        ? one
        : leg(event.getDialog());
    if (leg != null) {
      leg.replied(event);
    }
  }

  @Override
  public void processTimeout(TimeoutEvent event) {
    ClientTransaction transaction = event.getClientTransaction();
    if (event.isServerTransaction() || transaction == null) {
      return;
    }
    switch (transaction.getApplicationData()) {
      case SipLeg leg -> leg.silent(transaction.getRequest());
      case Question question -> question.silent();
      case null, default -> {
        // nobody waits for it
      }
    }
  }

  @Override
  public void processDialogTimeout(DialogTimeoutEvent event) {
    SipLeg leg = leg(event.getDialog());
    if (leg != null && event.getReason() == DialogTimeoutEvent.Reason.AckNotReceived) {
      leg.neverAcked();
    }
  }

  @Override
  public void processIOException(IOExceptionEvent event) {}

  @Override
  public void processTransactionTerminated(TransactionTerminatedEvent event) {}

  @Override
  public void processDialogTerminated(DialogTerminatedEvent event) {}

  private static @Nullable SipLeg leg(@Nullable Dialog dialog) {
    return dialog != null && dialog.getApplicationData() instanceof SipLeg leg ? leg : null;
  }
}
