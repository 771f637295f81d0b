package io.voxbus.sip;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.kept.KeptDialog;
import io.voxbus.sip.stack.SipHop;

/** A dialog of another node goes on at this one. */
final class Continuation {
  private Continuation() {}

  /** A call that was to move and stays has its leg still. */
  static Future<CallReply.Done> of(LegParts parts, SipRequest.Resume asked) {
    return parts.bus().ask(Addresses.sip(asked.leg()), asked, CallReply.Done.class)
        .recover(absent -> KeptDialog.hop(parts.stack(), asked.dialog())
            .compose(hop -> rebuild(parts, asked, hop)))
        .recover(failure -> Future
            .failedFuture(new Fault(503, String.valueOf(failure.getMessage()))));
  }

  private static Future<CallReply.Done> rebuild(LegParts parts, SipRequest.Resume asked,
      SipHop hop) {
    Promise<CallReply.Done> rebuilt = Promise.promise();
    parts.stack().run(asked.dialog().callId(), () -> {
      try {
        Legs.resume(parts, asked, KeptDialog.rebuild(parts.stack(), asked.dialog(), hop), hop);
        rebuilt.complete(new CallReply.Done());
      } catch (Exception e) {
        rebuilt.fail(e);
      }
    });
    return rebuilt.future();
  }
}
