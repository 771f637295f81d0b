package io.voxbus.sip.line;

import gov.nist.javax.sip.DialogTimeoutEvent;
import gov.nist.javax.sip.SipListenerExt;
import gov.nist.javax.sip.message.SIPRequest;
import io.vertx.core.Future;
import io.voxbus.sip.stack.Admission;
import io.voxbus.sip.stack.Caller;
import io.voxbus.sip.stack.Doorkeeper;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;

/**
 * The one listener and doorkeeper of the stack: passes everything on to whoever attends to it now. What comes while
 * nobody does is left alone, it is repeated.
 */
final class Switchboard implements SipListenerExt, Doorkeeper {
  private final List<Attendant> attendants = new CopyOnWriteArrayList<>();

  void attach(Attendant attendant) {
    attendants.addFirst(attendant);
  }

  /** The one before it attends again, if it is still there. */
  void detach(Attendant attendant) {
    attendants.remove(attendant);
  }

  private void pass(Consumer<SipListenerExt> event) {
    for (Attendant now : attendants) {
      event.accept(now.listener());
      return;
    }
  }

  @Override
  public Future<Admission> ask(SIPRequest request) {
    return asked(door -> door.ask(request));
  }

  @Override
  public Future<Admission> askAgain(SIPRequest request, Caller farEnd) {
    return asked(door -> door.askAgain(request, farEnd));
  }

  @Override
  public Future<Admission> askOrphan(SIPRequest request) {
    return asked(door -> door.askOrphan(request));
  }

  private Future<Admission> asked(Function<Doorkeeper, Future<Admission>> question) {
    for (Attendant now : attendants) {
      return question.apply(now.door());
    }
    return Future.succeededFuture(new Admission.Drop("unattended"));
  }

  @Override
  public void processRequest(RequestEvent event) {
    pass(listener -> listener.processRequest(event));
  }

  @Override
  public void processResponse(ResponseEvent event) {
    pass(listener -> listener.processResponse(event));
  }

  @Override
  public void processTimeout(TimeoutEvent event) {
    pass(listener -> listener.processTimeout(event));
  }

  @Override
  public void processDialogTimeout(DialogTimeoutEvent event) {
    pass(listener -> listener.processDialogTimeout(event));
  }

  @Override
  public void processIOException(IOExceptionEvent event) {
    pass(listener -> listener.processIOException(event));
  }

  @Override
  public void processTransactionTerminated(TransactionTerminatedEvent event) {
    pass(listener -> listener.processTransactionTerminated(event));
  }

  @Override
  public void processDialogTerminated(DialogTerminatedEvent event) {
    pass(listener -> listener.processDialogTerminated(event));
  }
}
