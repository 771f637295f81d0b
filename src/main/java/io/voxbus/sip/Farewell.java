package io.voxbus.sip;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.voxbus.protocol.bus.Orphan;
import io.voxbus.sip.dialog.Body;
import io.voxbus.sip.dialog.SipSignal;
import java.net.InetAddress;
import java.util.Map;

/** A BYE, or a CANCEL, for a leg of this node that has come to another one, which answers it. */
final class Farewell {
  /** No transaction of this node has it: what the leg answers goes nowhere. */
  private static final long REF = Long.MIN_VALUE;

  private Farewell() {}

  /** Gives whether the leg ends by it: not if it comes from where the far end is not. */
  static Future<Boolean> of(SipLeg leg, Orphan bye) {
    Promise<Boolean> ended = Promise.promise();
    leg.onOwnLoop(() -> leg.farEnd().isAt(InetAddress.ofLiteral(bye.source())).otherwise(false)
        .onSuccess(there -> leg.onOwnLoop(() -> {
          if (there) {
            Map<String, String> headers = bye.reason() == null
                ? Map.of()
                : Map.of("reason", bye.reason());
            leg.on(new SipSignal.Came(REF, bye.method(), Body.NONE, headers));
          }
          ended.complete(there);
        })));
    return ended.future();
  }
}
