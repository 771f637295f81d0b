package io.voxbus.protocol.bus;

import io.voxbus.protocol.api.SipOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call asks of SIP. A leg is one dialog; it is named by the track that its media has: the main one by the call's
 * id.
 */
public sealed interface SipRequest {
  /** To the host: place a call. Answered by {@link CallReply.Done}, or a fault 400 or 503. */
  record Dial(String leg, Callee to, String offer) implements SipRequest {}
  /** Let the caller know that it rings, with early media when there is SDP. */
  record Ring(@Nullable String sdp) implements SipRequest {}
  /** Take the call; {@code sdp} answers the caller's offer, or is our offer where it made none. */
  record Accept(String sdp) implements SipRequest {}
  /**
   * End the leg by whatever fits: CANCEL, BYE, or a final response with {@code code} and {@code reason}.
   *
   * @param reason empty: the usual phrase for the code
   * @param headers of the BYE or the response
   */
  record End(int code, String reason, Map<String, String> headers) implements SipRequest {}
  /** Offer something else: answered by {@link SipEvent.Reanswered} or {@link SipEvent.ReofferRefused}. */
  record Reoffer(String sdp) implements SipRequest {}
  /** Answer to {@link SipEvent.Reoffered}. */
  record Reanswer(String sdp) implements SipRequest {}
  /** What was reoffered is refused; everything stays as it was. */
  record RefuseReoffer(int code, String reason) implements SipRequest {}
  /** Send digits by INFO. */
  record Info(String digits, int millisEach) implements SipRequest {}
  /** Send a MESSAGE inside the dialog. */
  record Message(String body, String contentType, Map<String, String> headers)
      implements
        SipRequest {}
  /**
   * Have the remote party call somebody else (RFC 3515): answered by {@link SipEvent.TransferProgress}.
   *
   * @param replaces the leg whose dialog is to be taken over (RFC 3891)
   */
  record Transfer(String referTo, @Nullable String replaces) implements SipRequest {}

  /** Say which dialog the leg is. Answered by {@link Identity}. */
  record Identify() implements SipRequest {}

  /** A dialog as the outside knows it; {@code target} is the far end's Contact. */
  record Identity(String callId, String localTag, String remoteTag, String target) {}

  /**
   * Who is to be called, and as whom.
   *
   * @param caller empty: as the account, or as this node
   * @param callId Call-ID of the INVITE; null: a random one
   */
  record Callee(String uri, String caller, @Nullable SipOption sip, @Nullable String callId) {}
}
