package io.voxbus.sip;

import gov.nist.javax.sip.ResponseEventExt;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.voxbus.protocol.api.SipOption;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.protocol.bus.SipWaiting;
import io.voxbus.sip.dialog.Body;
import io.voxbus.sip.dialog.SipEffect;
import io.voxbus.sip.dialog.SipSignal;
import io.voxbus.sip.dialog.Talk;
import io.voxbus.sip.kept.Hearing;
import io.voxbus.sip.kept.KeptDialog;
import io.voxbus.sip.line.Extension;
import io.voxbus.sip.stack.Caller;
import io.voxbus.sip.stack.FarEnd;
import io.voxbus.sip.stack.SipHop;
import io.voxbus.sip.stack.SipStack;
import java.util.Map;
import java.util.Objects;
import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.address.SipURI;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/** A dialog of the stack: its transactions, and the messages that are sent in it. */
final class DialogLine {
  private final SipStack stack;
  private final String callId;
  private final @Nullable Invitation invitation;
  private final @Nullable SipOption account;
  /** In our Contact. */
  private final @Nullable String user;
  private final Proofs proofs;
  private final Whereabouts whereabouts;
  private String tag = "";
  private final Exchanges exchanges = new Exchanges();
  /** How it is begun; null when another side or another node has done so. */
  private final @Nullable Calling calling;
  private @Nullable SipHop hop;
  private @Nullable Dialog dialog;
  private String cameBy = "UDP";
  /** Our INVITE, or its own for one that the far end began. */
  private boolean taken;
  /** Its requests go where they went before, whatever its target says. */
  private final boolean bound;

  /** @param invitation null for a dialog that the far end begins */
  DialogLine(LegParts parts, String callId, @Nullable Invitation invitation) {
    this.stack = parts.stack();
    this.callId = callId;
    this.invitation = invitation;
    this.whereabouts = new Whereabouts(parts,
        invitation == null ? new Caller.Stranger() : invitation.whom(), () -> dialog);
    this.account = invitation == null ? null : invitation.dial().to().sip();
    this.user = invitation == null ? null : invitation.user();
    this.proofs = new Proofs(account);
    this.calling = invitation == null
        ? null
        : new Calling(stack, callId, invitation, exchanges, new Begun());
    this.taken = invitation == null;
    this.bound = false;
  }

  /**
   * A dialog that has been going on, on another node or in older code.
   *
   * @param to null: where its target leads
   */
  DialogLine(LegParts parts, SipDialog kept, Dialog again, @Nullable SipHop to) {
    this.stack = parts.stack();
    this.callId = kept.callId();
    this.invitation = null;
    this.account = kept.account();
    this.user = kept.user();
    this.whereabouts = new Whereabouts(parts, new Caller.Stranger(), () -> dialog);
    this.whereabouts.know(kept.known());
    this.proofs = new Proofs(account);
    this.calling = null;
    this.taken = true;
    this.dialog = again;
    this.hop = to;
    this.cameBy = to == null ? kept.transport() : to.transport();
    this.bound = kept.way() != null;
  }

  void owner(SipLeg leg) {
    in().setApplicationData(leg.extension());
  }

  /** Null for one that can be reached by its own connection only. */
  @Nullable
  SipDialog kept(SipDialog.Session session) {
    return transport().startsWith("WS") ? null : state(session);
  }

  private String transport() {
    return hop == null ? cameBy : hop.transport();
  }

  private SipDialog state(SipDialog.Session session) {
    return KeptDialog.of(in(), transport(), isBound() ? hop : null, session, whereabouts.known())
        .by(user, account);
  }

  /** As newer code goes on with it; null while a request waits for its answer. */
  @Nullable
  Inheritance left(SipLeg.Name name, Talk talk, Extension extension) {
    return exchanges.isOver()
        ? new Inheritance(name, talk, state(talk.session()), in(), hop, extension)
        : null;
  }

  SipRequest.Identity identity() {
    return KeptDialog.identity(in());
  }

  String callId() {
    return callId;
  }

  FarEnd farEnd() {
    return whereabouts;
  }

  /** @param ours the tag in our answers */
  void called(SipLeg leg, ServerTransaction transaction, String ours) {
    tag = ours;
    dialog = transaction.getDialog();
    dialog.setApplicationData(leg.extension());
    asked(transaction);
    SipHop source = SipStack.source(transaction.getRequest());
    cameBy = source.transport();
    whereabouts.began(source, SipStack.caller(transaction.getRequest()));
    // RFC 7118 section 5: a browser can be reached by its own connection only
    hop = source.transport().startsWith("WS") ? source : null;
  }

  /** What another node needs to go on with the call that has come in. */
  SipWaiting waiting(ServerTransaction transaction) {
    return Hearing.of((SIPRequest) transaction.getRequest(), tag, whereabouts.known());
  }

  void asked(ServerTransaction transaction) {
    exchanges.asked(transaction);
  }

  /** What our INVITE begins. */
  private final class Begun implements Calling.Line {
    @Override
    public void goesTo(SipHop to) {
      hop = to;
      whereabouts.seenAt(to.address());
    }

    @Override
    public void with(@Nullable Dialog begun) {
      dialog = begun;
    }
  }

  /** How it is begun, by us. */
  Calling calling() {
    return Objects.requireNonNull(calling, "another has begun it");
  }

  /** Nobody has answered our INVITE, if there is one, and nobody waits for an answer any more. */
  void giveUp() {
    if (calling != null) {
      calling.giveUp();
    }
  }

  /** Whether the next server gets our INVITE, as this one can't be reached. */
  boolean tryNext(SipLeg leg, SipSignal.Replied reply) {
    return calling != null && calling.tryNext(leg, reply);
  }

  /**
   * Whether a response belongs to another dialog than the one that was agreed; that one is ended.
   *
   * @param late nobody waits for an answer to our INVITE any more
   */
  boolean isForOthers(ResponseEvent event, boolean late) {
    Response response = event.getResponse();
    boolean invite = Exchanges.method(response).equals(Request.INVITE);
    boolean passedOver = invite && !taken
        && Received.number(response) != Received.number(exchanges.invite());
    if ((late && !taken) || passedOver || !owns((SIPMessage) response)) {
      Strays.end(stack, event);
      return true;
    }
    Dialog of = event.getDialog();
    boolean fork = invite && of != null && taken && !of.equals(dialog);
    if (fork && response.getStatusCode() / 100 == 2) {
      Strays.end(stack, event);
    }
    if (!fork) {
      taken = taken || (invite && response.getStatusCode() / 100 == 2);
      exchanges.replied(response);
      if (calling != null) {
        calling.heard(response.getStatusCode());
      }
      dialog = of != null && invite ? of : dialog;
    }
    return fork || (event instanceof ResponseEventExt ext && ext.isRetransmission());
  }

  /** Whether it is about this dialog to be, and not one that was tried before it. */
  private boolean owns(SIPMessage message) {
    Request invite = exchanges.lastSent(Request.INVITE);
    return invitation == null || invite == null
        || message.getFromTag().equals(((SIPMessage) invite).getFromTag());
  }

  /** Whether it is the last request of its kind, and not one of older code. */
  boolean isLast(Request request) {
    Request last = exchanges.lastSent(request.getMethod());
    return last != null && owns((SIPMessage) request)
        && Received.number(last) == Received.number(request);
  }

  /** Whether there was an account to prove. */
  boolean authenticate(SipLeg leg, String method) throws Exception {
    Request last = exchanges.lastSent(method);
    Response challenge = exchanges.reply(method);
    if (last == null || challenge == null) {
      return false;
    }
    boolean initial = method.equals(Request.INVITE) && !taken;
    Request again = Invitation.again(last);
    if (!proofs.prove(again, challenge)) {
      return false;
    }
    if (initial) {
      calling().again(leg, again);
    } else {
      Request inDialog = in().createRequest(method);
      proofs.copy(again, inDialog);
      Words.copy(again, inDialog);
      transmit(leg, inDialog);
    }
    return true;
  }

  void send(SipLeg leg, SipEffect.Send send) throws Exception {
    Request request = in().createRequest(send.method());
    Words.headers(request, send.headers());
    Words.content(request, send.body());
    if (!send.method().equals(Request.BYE) && !send.method().equals(Request.INFO)) {
      request.setHeader(contact());
    }
    transmit(leg, request);
  }

  private void transmit(SipLeg leg, Request request) throws SipException {
    exchanges.sent(request);
    ClientTransaction transaction = stack.provider().getNewClientTransaction(aimed(request));
    transaction.setApplicationData(leg.extension());
    in().sendRequest(transaction);
  }

  void ack(@Nullable String sdp) throws Exception {
    Response answer = exchanges.replyToInvite();
    Request ack = in().createAck(Received.number(answer));
    Words.content(ack, Body.sdp(sdp));
    in().sendAck(aimed(ack));
  }

  void prack(SipLeg leg) throws SipException {
    transmit(leg, in().createPrack(exchanges.replyToInvite()));
  }

  void answer(SipEffect.Answer answer) throws Exception {
    ServerTransaction transaction = exchanges.answered(answer.ref(), answer.code());
    if (transaction == null) {
      return;
    }
    SIPRequest request = (SIPRequest) transaction.getRequest();
    SIPResponse response = request.createResponse(answer.code());
    if (!answer.reason().isEmpty()) {
      response.setReasonPhrase(answer.reason());
    }
    complete(response, answer.body(), answer.headers());
    transaction.sendResponse(response);
  }

  private void complete(Response response, Body body, Map<String, String> headers)
      throws Exception {
    SIPResponse given = (SIPResponse) response;
    if (given.getTo().getTag() == null) {
      given.setToTag(tag);
    }
    if (response.getStatusCode() < 300) {
      response.setHeader(contact());
      Words.able(response);
    }
    Words.headers(response, headers);
    Words.content(response, body);
  }

  void answerReliably(int code, Body body) throws Exception {
    Response response = in().createReliableProvisionalResponse(code);
    complete(response, body, Map.of());
    in().sendReliableProvisionalResponse(response);
  }

  private javax.sip.header.ContactHeader contact() throws Exception {
    SipURI ours = stack.contact(transport());
    SipURI shown = user == null ? ours : Invitation.contact(ours, user, account);
    return Words.HEADERS.createContactHeader(Words.ADDRESSES.createAddress(shown));
  }

  private Request aimed(Request request) {
    return isBound() ? stack.aim(request, Objects.requireNonNull(hop)) : request;
  }

  private boolean isBound() {
    return bound || (hop != null && (hop.transport().startsWith("WS")
        || (invitation != null && hop.equals(invitation.way()))));
  }

  private Dialog in() {
    return Objects.requireNonNull(dialog);
  }
}
