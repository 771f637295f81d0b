package io.voxbus.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.vertx.core.Future;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.line.Party;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sip.Dialog;
import javax.sip.ServerTransaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RFC 3891: whoever comes by an INVITE to take the place of a leg. The call is asked as for a new offer; when its media
 * agrees, the other has the place and the party that had it is told BYE. On the event loop of the leg.
 */
final class Replacement {
  private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);

  private final SipLeg leg;
  private @Nullable Heir heir;
  private boolean done;

  /** Who is to have the place of a leg. Used on the event loop of that leg. */
  interface Heir {
    void refuse(int code, String reason);

    /** It has the place, and answers with this. */
    void take(SipLeg from, String sdp);

    void want(SipRequest request);

    /** Whoever has the place now. */
    Future<SipRequest.Identity> identity();
  }

  Replacement(SipLeg leg) {
    this.leg = leg;
  }

  /** On the event loop of the INVITE's Call-ID. */
  static void come(LegParts parts, ServerTransaction transaction) {
    SIPRequest invite = (SIPRequest) transaction.getRequest();
    Optional<Dialog> wanted = parts.stack().replaced(invite.getHeader("Replaces"));
    List<String> others = parts.nodes().get().stream()
        .filter(node -> !node.equals(parts.bus().nodeId())).toList();
    if (wanted.isPresent() && wanted.get().getApplicationData() instanceof Party party) {
      party.replacedBy(transaction);
    } else if (wanted.isPresent() || others.isEmpty()) {
      refuse(transaction, invite);
    } else {
      elsewhere(parts, transaction, others);
    }
  }

  /** Its dialog may be one of another node. */
  private static void elsewhere(LegParts parts, ServerTransaction transaction,
      List<String> others) {
    SIPRequest invite = (SIPRequest) transaction.getRequest();
    String name = UUID.randomUUID().toString();
    SipLeg heir = Legs.heir(parts, new SipLeg.Name(name, parts.bus().nodeId()), transaction);
    heir.open();
    String header = String.valueOf(invite.getHeader("Replaces"));
    SipRequest wanted = new SipRequest.TakeOver(header.substring(header.indexOf(':') + 1).strip(),
        Received.body(invite).sdp(), name, parts.bus().nodeId());
    Future.any(others.stream().map(node -> parts.bus()
        .ask(Addresses.sipOf(node), wanted, CallReply.Done.class)
        .onSuccess(there -> heir.onOwnLoop(() -> heir.hostedAt(node)))).toList())
        .onFailure(nowhere -> heir.onOwnLoop(() -> heir.refuse(481, "")));
  }

  /** Another node has an INVITE for a dialog that may be one of this. */
  static Future<CallReply.Done> asked(LegParts parts, SipRequest.TakeOver asked) {
    Optional<Dialog> wanted;
    try {
      wanted = parts.stack()
          .replaced(Words.HEADERS.createHeader("Replaces", asked.replaces()));
    } catch (ParseException e) {
      return Future.failedFuture(Fault.badRequest(asked.replaces()));
    }
    if (wanted.isEmpty() || !(wanted.get().getApplicationData() instanceof Party party)) {
      return Future.failedFuture(Fault.notFound("dialog"));
    }
    party.replacedFrom(asked);
    return Future.succeededFuture(new CallReply.Done());
  }

  /** Section 3: no such dialog, or none that is a call. */
  private static void refuse(ServerTransaction transaction, SIPRequest invite) {
    try {
      SIPResponse response = invite.createResponse(481);
      response.setToTag(Tags.random());
      transaction.sendResponse(response);
    } catch (Exception e) {
      LOG.atDebug().setCause(e).log("a replacing INVITE can't be refused");
    }
  }

  /** Another dialog of this node wants the place, with this offer. */
  void by(SipLeg other, @Nullable String offer) {
    by(new HeirHere(other), offer);
  }

  void by(Heir other, @Nullable String offer) {
    if (!leg.isTalking() || done) {
      other.refuse(481, "");
    } else if (heir != null) {
      other.refuse(491, "");
    } else {
      heir = other;
      leg.tell(new SipEvent.Reoffered(offer));
    }
  }

  /** Whether another has the place of the leg, or wants it. */
  boolean isAsked() {
    return heir != null;
  }

  /** Whether another has the place of the leg. */
  boolean done() {
    return done;
  }

  /** Of whoever has the place of the leg now. */
  Future<SipRequest.Identity> identity() {
    return done && heir != null ? heir.identity() : Future.succeededFuture(leg.identity());
  }

  /** Whether what the call asks is for the other. */
  boolean takes(SipRequest request) {
    Heir other = heir;
    if (other == null) {
      return false;
    }
    if (done) {
      other.want(request);
      return true;
    }
    return settles(other, request);
  }

  private boolean settles(Heir other, SipRequest request) {
    switch (request) {
      case SipRequest.Reanswer(String sdp) -> {
        done = true;
        other.take(leg, sdp);
        leg.refuse(200, "");
      }
      case SipRequest.RefuseReoffer(int code, String reason) -> {
        heir = null;
        other.refuse(code, reason);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** A dialog of this node. */
  private record HeirHere(SipLeg leg) implements Heir {
    @Override
    public void refuse(int code, String reason) {
      leg.onOwnLoop(() -> leg.refuse(code, reason));
    }

    @Override
    public void take(SipLeg from, String sdp) {
      leg.requests().inherit(from.requests().bequeath());
      leg.onOwnLoop(() -> {
        leg.hosted();
        leg.want(new SipRequest.Accept(sdp));
      });
    }

    @Override
    public void want(SipRequest request) {
      leg.onOwnLoop(() -> leg.want(request));
    }

    @Override
    public Future<SipRequest.Identity> identity() {
      return leg.replacement().identity();
    }
  }
}
