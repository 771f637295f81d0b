package io.voxbus.sip;

import gov.nist.javax.sip.DialogTimeoutEvent;
import gov.nist.javax.sip.ResponseEventExt;
import gov.nist.javax.sip.SipListenerExt;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.voxbus.sip.line.Asker;
import io.voxbus.sip.line.Party;
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

/**
 * What the stack tells, handed to whom it is about, of this version or of an older one. Whatever goes wrong with a message ends only that message.
 */
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
    Party leg = leg(event.getDialog());
    if (request.getMethod().equals(Request.ACK)) {
      if (leg != null) {
        leg.acked((SIPMessage) request);
      }
      return;
    }
    ServerTransaction transaction = transaction(event);
    if (transaction == null) {
      return;
    }
    Party found = leg == null ? leg(transaction.getDialog()) : leg;
    Optional<InviteCheck.Refusal> refusal = InviteCheck.extensions((SIPRequest) request);
    if (refusal.isPresent()) {
      refuse(transaction, refusal.get());
    } else if (found != null && !found.isOver()) {
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
    } else {
      refuse(transaction, refusal.get());
    }
  }

  private static void refuse(ServerTransaction transaction, InviteCheck.Refusal refusal)
      throws Exception {
    SIPRequest request = (SIPRequest) transaction.getRequest();
    SIPResponse response = request.createResponse(refusal.code());
    if (request.getToTag() == null) {
      response.setToTag(Tags.random());
    }
    Words.headers(response, refusal.headers());
    transaction.sendResponse(response);
  }

  @Override
  public void processResponse(ResponseEvent event) {
    ClientTransaction transaction = event.getClientTransaction();
    if (transaction == null && event instanceof ResponseEventExt ext) {
      transaction = ext.getOriginalTransaction();
    }
    if (transaction != null && transaction.getApplicationData() instanceof Asker asker) {
      asker.answered(event.getResponse());
      return;
    }
    Party leg = transaction != null && transaction.getApplicationData() instanceof Party one
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
      case Party leg -> leg.silent(transaction.getRequest());
      case Asker asker -> asker.silent();
      case null, default -> {
        // nobody waits for it
      }
    }
  }

  @Override
  public void processDialogTimeout(DialogTimeoutEvent event) {
    Party leg = leg(event.getDialog());
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

  private static @Nullable Party leg(@Nullable Dialog dialog) {
    return dialog != null && dialog.getApplicationData() instanceof Party leg ? leg : null;
  }
}
