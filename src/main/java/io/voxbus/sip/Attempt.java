package io.voxbus.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.stack.SIPClientTransaction;
import io.vertx.core.Future;
import io.voxbus.bus.Fault;
import io.voxbus.sip.dialog.Body;
import io.voxbus.sip.dialog.SipSignal;
import io.voxbus.sip.stack.SipHop;
import io.voxbus.sip.stack.SipStack;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import javax.sip.ClientTransaction;
import javax.sip.SipException;
import javax.sip.TransactionState;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;

/** Our INVITE on its way to one server after the other. On the event loop of its Call-ID. */
final class Attempt {
  private final SipStack stack;
  private final String callId;
  /** On its way to a transaction: a connection is being opened for it. */
  private @Nullable Request waiting;
  private @Nullable ClientTransaction transaction;

  Attempt(SipStack stack, String callId) {
    this.stack = stack;
    this.callId = callId;
  }

  /** Hears that an INVITE goes out. */
  interface Begun {
    void with(ClientTransaction transaction);
  }

  /**
   * Sends it, instead of the one before.
   *
   * @param flow   whether it must take the hop's own transport
   * @param failed told when it can't be sent, if that comes out later
   */
  void send(Request request, SipHop to, boolean flow, Begun begun, Consumer<Fault> failed)
      throws SipException {
    giveUp();
    Future<SipHop> way = flow ? Future.succeededFuture(to) : stack.way(request, to);
    if (way.succeeded()) {
      start(request, way.result(), begun);
      return;
    }
    waiting = request;
    way.onComplete(found -> stack.run(callId, () -> {
      if (request.equals(waiting)) {
        try {
          start(request, found.result(), begun);
        } catch (Exception e) {
          failed.accept(Fault.of(e));
        }
      }
    }));
  }

  /** What can't be sent counts as answered. */
  static SipSignal refused(Fault fault) {
    return new SipSignal.Replied(Request.INVITE, fault.code(), fault.getMessage(), Body.NONE,
        Map.of());
  }

  private void start(Request request, SipHop hop, Begun begun) throws SipException {
    waiting = null;
    ClientTransaction made = stack.transaction(request, hop);
    transaction = made;
    begun.with(made);
    made.sendRequest();
  }

  /** RFC 3261 section 9.1: it goes where the INVITE went. */
  void cancel(Map<String, String> headers) throws Exception {
    ClientTransaction invite = Objects.requireNonNull(transaction);
    Request cancel = invite.createCancel();
    Words.headers(cancel, headers);
    if (((SIPRequest) invite.getRequest()).getApplicationData() instanceof SipHop hop) {
      stack.aim(cancel, hop);
    }
    stack.provider().getNewClientTransaction(cancel).sendRequest();
  }

  /** Nobody has answered it: it is not said again. Its transaction stays, to end whoever answers it late. */
  void giveUp() {
    waiting = null;
    if (transaction instanceof SIPClientTransaction invite
        && TransactionState.CALLING.equals(invite.getState())) {
      invite.disableRetransmissionTimer();
    }
  }
}
