package io.voxbus.protocol.bus;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.voxbus.protocol.api.SipOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call asks of SIP. A leg is one dialog; it is named by the track that its media has: the main one by the call's
 * id.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "ask")
public sealed interface SipRequest {
  /**
   * To the host: place a call. Answered by {@link CallReply.Done}, or a fault 400 or 503.
   *
   * @param route where the dial plan has sent it; null: where the callee's address leads
   */
  record Dial(String leg, Callee to, String offer, @Nullable Route route) implements SipRequest {
    public Dial(String leg, Callee to, String offer) {
      this(leg, to, offer, null);
    }
  }
  /**
   * To the host of the node where a phone's way ends: call that phone. Answered as {@link Dial}.
   *
   * @param home the node of the call, where the leg tells what becomes of it
   */
  record DialPhone(Dial dial, Phone phone, String home) implements SipRequest {}
  /**
   * To the host of every other node: somebody wants the place of a dialog that may be there (RFC 3891). Answered by
   * {@link CallReply.Done} where it is, else by a fault 404.
   *
   * @param replaces value of the header
   * @param heir     leg that is to have the place, which is asked on its {@code node} as soon as that is settled
   */
  record TakeOver(String replaces, @Nullable String offer, String heir, String node)
      implements
        SipRequest {}
  /**
   * To the host: go on with a dialog that another node has had. Answered by {@link CallReply.Done}, or a fault 503.
   */
  record Resume(String leg, SipDialog dialog) implements SipRequest {}
  /**
   * To the host: hear an INVITE that a node has heard which is lost, and had not answered. Answered by {@link CallReply.Done},
   * or a fault 503.
   */
  record Hear(String leg, SipWaiting call) implements SipRequest {}
  /** To the host: an INVITE of a node that is lost is taken back; nothing comes of it. */
  record Withdraw(SipInvite invite) implements SipRequest {}
  /**
   * Another node goes on with the dialog: nothing is to be said in it any more.
   *
   * @param node who is told what still comes; empty: nobody
   */
  record Leave(String node) implements SipRequest {}
  /**
   * To the host of every other node: a request has come to {@code node} in a dialog that may be here. If that is so and a BYE
   * comes from where its far end is, the dialog ends. Answered by {@link Found}. Where the dialog comes to be a few
   * seconds later the same is done, and {@link Placed} sent.
   */
  record Seek(Orphan orphan, String node) implements SipRequest {}
  /** Whether the dialog is here. */
  record Found(boolean here) {}
  /**
   * To the host of the node that counts the calls of a trunk: {@code node} has so many of them, by itself. Answered, if
   * the last of them is {@code entering}, by {@link Entered}.
   *
   * @param most      that the cluster may have; 0: any number
   * @param perSecond new ones; 0: any number
   */
  record TrunkCalls(String trunk, String node, int calls, boolean entering, int most, int perSecond)
      implements
        SipRequest {}
  /** Whether there is room for the call; else {@code node} has one less. */
  record Entered(boolean room) {}
  /** To the host of the node that sought: another one goes on with the dialog now, or has ended it as was wanted. */
  record Placed(String id) implements SipRequest {}
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

  /** What became of the transfer that the remote party asked for by {@link SipEvent.TransferAsked}. */
  record TransferDone(int code, String reason) implements SipRequest {}

  /** Say which dialog the leg is. Answered by {@link Identity}. */
  record Identify() implements SipRequest {}

  /** A dialog as the outside knows it; {@code target} is the far end's Contact. */
  record Identity(String callId, String localTag, String remoteTag, String target) {}

  /**
   * A phone that has registered.
   *
   * @param contact what it wants to be called
   * @param path    proxies in between, nearest to us first (RFC 3327)
   * @param host    literal address from which it registered, with the transport and port
   * @param user    whose phone it is
   */
  record Phone(String contact, List<String> path, String transport, String host, int port,
      String user) {}

  /**
   * Who is to be called, and as whom.
   *
   * @param caller empty: as the account, or as this node
   * @param callId Call-ID of the INVITE; null: a random one
   */
  record Callee(String uri, String caller, @Nullable SipOption sip, @Nullable String callId) {}
}
