package io.voxbus.sip;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.carrier.CarrierCall;
import io.voxbus.sip.kept.Hearing;
import io.voxbus.sip.kept.KeptDialog;
import io.voxbus.sip.stack.SipHop;
import java.util.function.Function;
import javax.sip.Dialog;

/** A dialog of another node goes on at this one. */
final class Continuation {
  private Continuation() {}

  /**
   * A call that was to move and stays has its leg still.
   *
   * @param carriers counts for the carrier of a name
   */
  static Future<CallReply.Done> of(LegParts parts, SipRequest.Resume asked,
      Function<String, CarrierCall> carriers) {
    return parts.bus().ask(Addresses.sip(asked.leg()), asked, CallReply.Done.class)
        .recover(absent -> KeptDialog.hop(parts.stack(), asked.dialog())
            .compose(hop -> rebuild(parts, asked, hop, carriers)))
        .recover(failure -> Future
            .failedFuture(new Fault(503, String.valueOf(failure.getMessage()))));
  }

  /** A call that has come in there and is not answered waits here. */
  static Future<CallReply.Done> of(LegParts parts, SipRequest.Hear asked) {
    Promise<CallReply.Done> heard = Promise.promise();
    parts.stack().run(asked.call().callId(), () -> {
      try {
        Hearing.again(parts.stack(), asked.call(), Whereabouts.caller(asked.call().known()),
            transaction -> {
              Legs.heard(parts, asked, transaction);
              heard.complete(new CallReply.Done());
            });
        heard.tryFail(new Fault(503, "its INVITE is another call's by now"));
      } catch (Exception e) {
        heard.tryFail(new Fault(503, String.valueOf(e.getMessage())));
      }
    });
    return heard.future();
  }

  private static Future<CallReply.Done> rebuild(LegParts parts, SipRequest.Resume asked,
      SipHop hop, Function<String, CarrierCall> carriers) {
    Promise<CallReply.Done> rebuilt = Promise.promise();
    parts.stack().run(asked.dialog().callId(), () -> {
      try {
        Dialog again = KeptDialog.rebuild(parts.stack(), asked.dialog(), hop);
        Legs.resume(parts, asked, again, hop, TakenCall.of(asked.dialog(), carriers));
        rebuilt.complete(new CallReply.Done());
      } catch (Exception e) {
        rebuilt.fail(e);
      }
    });
    return rebuilt.future();
  }
}
