package io.voxbus.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.line.Party;
import java.util.Optional;
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
  private @Nullable SipLeg heir;
  private boolean done;

  Replacement(SipLeg leg) {
    this.leg = leg;
  }

  /** On the event loop of the INVITE's Call-ID. */
  static void come(LegParts parts, ServerTransaction transaction) {
    SIPRequest invite = (SIPRequest) transaction.getRequest();
    Optional<Dialog> wanted = parts.stack().replaced(invite);
    if (wanted.isPresent() && wanted.get().getApplicationData() instanceof Party party) {
      party.replacedBy(transaction);
    } else {
      refuse(transaction, invite);
    }
  }

  /** Section 3: no such dialog, none that is a call, or it lives on another node. */
  private static void refuse(ServerTransaction transaction, SIPRequest invite) {
    try {
      SIPResponse response = invite.createResponse(481);
      response.setToTag(Tags.random());
      transaction.sendResponse(response);
    } catch (Exception e) {
      LOG.atDebug().setCause(e).log("a replacing INVITE can't be refused");
    }
  }

  void by(SipLeg other, @Nullable String offer) {
    if (!leg.isTalking() || done) {
      other.onOwnLoop(() -> other.refuse(481, ""));
    } else if (heir != null) {
      other.onOwnLoop(() -> other.refuse(491, ""));
    } else {
      heir = other;
      leg.tell(new SipEvent.Reoffered(offer));
    }
  }

  /** Whether another has the place of the leg. */
  boolean done() {
    return done;
  }

  /** Whoever has the place of the leg now. */
  SipLeg last() {
    return done && heir != null ? heir.replacement().last() : leg;
  }

  /** Whether what the call asks is for the other. */
  boolean takes(SipRequest request) {
    SipLeg other = heir;
    if (other == null) {
      return false;
    }
    if (done) {
      other.onOwnLoop(() -> other.want(request));
      return true;
    }
    return settles(other, request);
  }

  private boolean settles(SipLeg other, SipRequest request) {
    switch (request) {
      case SipRequest.Reanswer(String sdp) -> {
        done = true;
        leg.bequeath(other);
        other.onOwnLoop(() -> {
          other.hosted();
          other.want(new SipRequest.Accept(sdp));
        });
        leg.refuse(200, "");
      }
      case SipRequest.RefuseReoffer(int code, String reason) -> {
        heir = null;
        other.onOwnLoop(() -> other.refuse(code, reason));
      }
      default -> {
        return false;
      }
    }
    return true;
  }
}
