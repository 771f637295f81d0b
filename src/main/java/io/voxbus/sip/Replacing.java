package io.voxbus.sip;

import io.voxbus.protocol.bus.SipRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** RFC 3891 section 6.1: whom to call in order to take over a dialog, seen from the far end of it. */
final class Replacing {
  private Replacing() {}

  static String uri(SipRequest.Identity dialog) {
    String replaces = dialog.callId() + ";to-tag=" + dialog.remoteTag() + ";from-tag="
        + dialog.localTag();
    return dialog.target().replaceAll("\\?.*", "") + "?Replaces="
        + URLEncoder.encode(replaces, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
