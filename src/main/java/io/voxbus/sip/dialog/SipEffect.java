package io.voxbus.sip.dialog;

import io.voxbus.protocol.bus.SipEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is to be done for a dialog. */
public sealed interface SipEffect {
  /** Tell the call. */
  record Tell(SipEvent event) implements SipEffect {}
  /** Send a request inside the dialog. */
  record Send(String method, Body body, Map<String, String> headers) implements SipEffect {}
  /** Answer the request {@code ref} of the far end. */
  record Answer(long ref, int code, String reason, Body body, Map<String, String> headers)
      implements
        SipEffect {}
  /** Answer its INVITE provisionally, and see to it that it arrives (RFC 3262). */
  record AnswerReliably(int code, Body body) implements SipEffect {}
  /** Acknowledge the last 2xx to our INVITE; with SDP when that made the offer. */
  record Ack(@Nullable String sdp) implements SipEffect {}
  /** Acknowledge the last provisional response to our INVITE. */
  record Prack() implements SipEffect {}
  /** Give our INVITE up; the headers say why (RFC 3326). */
  record Cancel(Map<String, String> headers) implements SipEffect {}
  /** Send the last request of that method again, with credentials for the challenge that came. */
  record Authenticate(String method) implements SipEffect {}
  /** Send the INVITE again, to another address and with further headers. */
  record InviteAgain(@Nullable String uri, Map<String, String> headers) implements SipEffect {}
  /** The dialog is over. */
  record Forget() implements SipEffect {}
}
