package io.voxbus.sip.stack;

import gov.nist.javax.sip.message.SIPRequest;
import io.vertx.core.Future;

/** Asked about each request outside of a dialog before there is a transaction. On the event loop of its Call-ID. */
public interface Doorkeeper {
  Doorkeeper OPEN = request -> Future
      .succeededFuture(new Admission.Pass(new Caller.Stranger()));

  /** What fails is answered with 500. */
  Future<Admission> ask(SIPRequest request);
}
