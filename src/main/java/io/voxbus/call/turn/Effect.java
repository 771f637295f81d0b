package io.voxbus.call.turn;

import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipRequest;

/** What is to be done for a call. */
public sealed interface Effect {
  /** Goes over the bus to whom the call talks to beside its clients. */
  sealed interface OfLine extends Effect {}
  /** Tell the clients. */
  record Emit(Event event) implements Effect {}
  /**
   * Open the media; answered by {@link Signal.MediaOpened} or {@link Signal.MediaRefused}.
   *
   * @param part of the call that it carries, from 1: one for each node that the call has lived on
   */
  record OpenMedia(CallOption option, Carrier carrier, long part) implements OfLine {
    public OpenMedia(CallOption option, Carrier carrier) {
      this(option, carrier, 1);
    }
  }
  record ToMedia(MediaRequest request) implements OfLine {}
  /** Answered by {@link Signal.MediaGave} or {@link Signal.MediaDenied}. */
  record AskMedia(MediaRequest request) implements OfLine {}
  /** Place a telephone call; its dialog tells what becomes of it. */
  record Dial(SipRequest.Dial request) implements OfLine {}
  record ToSip(String leg, SipRequest request) implements OfLine {}
  /** Ask something of another call; what becomes of a join is a {@link Signal.Joined} or {@link Signal.JoinRefused}. */
  record ToCall(String callId, CallRequest request) implements OfLine {}
  /** Ask this webhook, empty for the configured one, what is to be done; answered by {@link Signal.Decided}. */
  record AskWebhook(String url) implements Effect {}
  /** Begin to recognise what the caller says. */
  record Listen(AiRequest.Listen request) implements OfLine {}
  /** To the service of the call's own, or for it to be opened. */
  record Pass(AiRequest request) implements OfLine {}
  /** To the model that holds the conversation. */
  record ToModel(AiRequest.OfModel request) implements OfLine {}
  /** Ask whether the caller has said all: what they said ended at {@code silenceMillis}. */
  record Judge(long silenceMillis) implements OfLine {}
  /** End the recogniser of this leg. */
  record Deafen(String leg) implements OfLine {}
  /** To the voice of the call, which is opened with its first request. */
  record ToVoice(AiRequest request) implements OfLine {}
  /** The call waits to be answered by the far end. */
  record Ringing() implements Effect {}
  /** The call is answered: others may see it. */
  record Answered() implements Effect {}
  /** The call is over: write its record, close its sockets, forget it. */
  record Finish(String reason, String initiator) implements Effect {}
}
