package io.voxbus.protocol.bus;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a SIP dialog tells its call. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "tell")
public sealed interface SipEvent {
  /** A provisional response; with SDP the far end sends early media. */
  record Progress(int code, String reason, @Nullable String sdp) implements SipEvent {}
  /** The far end has heard our INVITE: what another node needs to take it back. */
  record Invited(SipInvite invite) implements SipEvent {}
  /** A call that has come in waits for its answer: what another node needs to go on with it. */
  record Waits(SipWaiting call) implements SipEvent {}
  /** The far end has taken our call, or answered the offer with which we took its call. */
  record Answered(String sdp) implements SipEvent {}
  /** Our call is refused; {@code code} is a SIP status, 408 when nobody answered. The leg has ended. */
  record Refused(int code, String reason) implements SipEvent {}
  /** The caller has given up before the call was taken. The leg has ended. */
  record Cancelled() implements SipEvent {}
  /** The dialog is confirmed, or has changed: what another node needs to go on with it. */
  record Kept(SipDialog dialog) implements SipEvent {}
  /** The far end has hung up. The leg has ended. */
  record HungUp(@Nullable String reason, Map<String, String> headers) implements SipEvent {}
  /** The dialog is lost: {@code code} is the SIP status that says it best. The leg has ended. */
  record Lost(int code, String reason) implements SipEvent {}
  /** The far end wants to change the media; null: it asks for our offer. */
  record Reoffered(@Nullable String sdp) implements SipEvent {}
  /** The far end's answer to our new offer. */
  record Reanswered(String sdp) implements SipEvent {}
  /** Our new offer is refused; everything stays as it was. */
  record ReofferRefused(int code, String reason) implements SipEvent {}
  /** Our new offer has crossed one of the far end's that was agreed to: we have to make it anew. */
  record ReofferAgain() implements SipEvent {}
  /** A digit by INFO. */
  record Dtmf(String digit) implements SipEvent {}
  record MessageCame(String body, String contentType) implements SipEvent {}
  /** Our MESSAGE was refused. */
  record MessageRefused(int code, String reason) implements SipEvent {}
  /** The far end wants us to call {@code referTo} instead. */
  record TransferAsked(String referTo, @Nullable String referredBy) implements SipEvent {}
  /** How far the call has come that we asked the far end to place; 2xx and more end it. */
  record TransferProgress(int code, String reason) implements SipEvent {}
}
