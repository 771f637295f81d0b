package io.voxbus.sip;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.SipRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** RFC 3891 section 6.1: whom to call in order to take over a dialog, seen from the far end of it. */
final class Replacing {
  private Replacing() {}

  /** A transfer whose target names the dialog that only the other leg knows. */
  static Future<SipRequest.Transfer> named(Bus bus, SipRequest.Transfer asked) {
    return asked.replaces() == null
        ? Future.succeededFuture(asked)
        : bus.ask(Addresses.sip(asked.replaces()), new SipRequest.Identify(),
            SipRequest.Identity.class)
            .map(other -> new SipRequest.Transfer(uri(other), null));
  }

  private static String uri(SipRequest.Identity dialog) {
    String replaces = dialog.callId() + ";to-tag=" + dialog.remoteTag() + ";from-tag="
        + dialog.localTag();
    return dialog.target().replaceAll("\\?.*", "") + "?Replaces="
        + URLEncoder.encode(replaces, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
