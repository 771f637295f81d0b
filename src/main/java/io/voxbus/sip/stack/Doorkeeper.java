package io.voxbus.sip.stack;

import gov.nist.javax.sip.message.SIPRequest;
import io.vertx.core.Future;

/** Asked about requests of people that may be anybody, before there is a transaction. On the event loop of its Call-ID. */
public interface Doorkeeper {
  /** Lets everybody in. */
  Doorkeeper OPEN = admitting(new Caller.Stranger());

  /** Takes everybody for this one. */
  static Doorkeeper admitting(Caller caller) {
    return new Doorkeeper() {
      @Override
      public Future<Admission> ask(SIPRequest request) {
        return Future.succeededFuture(new Admission.Pass(caller));
      }

      @Override
      public Future<Admission> askAgain(SIPRequest request, Caller farEnd) {
        return Future.succeededFuture(new Admission.Pass(farEnd));
      }
    };
  }

  /** About a request that begins something. What fails is answered with 500. */
  Future<Admission> ask(SIPRequest request);

  /**
   * About a request inside a dialog that comes from where its far end was not known to be.
   *
   * @param farEnd whom it would have to be from
   */
  Future<Admission> askAgain(SIPRequest request, Caller farEnd);

  /** About a request in a dialog that the stack does not have; who sent it is not known. */
  default Future<Admission> askOrphan(SIPRequest request) {
    return Future.succeededFuture(new Admission.Again());
  }
}
