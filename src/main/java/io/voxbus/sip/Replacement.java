package io.voxbus.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.util.Optional;
import javax.sip.Dialog;
import javax.sip.ServerTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** RFC 3891: an INVITE that takes over a dialog, after which the other party of that is told BYE. */
final class Replacement {
  private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);

  private Replacement() {}

  /** On the event loop of the INVITE's Call-ID. */
  static void come(LegParts parts, ServerTransaction transaction) {
    SIPRequest invite = (SIPRequest) transaction.getRequest();
    Optional<Dialog> wanted = parts.stack().replaced(invite);
    if (wanted.isPresent() && wanted.get().getApplicationData() instanceof SipLeg old) {
      SipLeg heir = old.heir(transaction);
      String offer = Received.body(invite).sdp();
      parts.stack().run(wanted.get().getCallId().getCallId(), () -> old.replaceBy(heir, offer));
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
}
