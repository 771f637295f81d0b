package io.voxbus.sip;

import gov.nist.javax.sip.message.SIPRequest;
import io.voxbus.sip.stack.SipHop;
import io.voxbus.sip.stack.SipStack;
import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.InvalidArgumentException;
import javax.sip.ResponseEvent;
import javax.sip.SipException;
import javax.sip.header.CSeqHeader;
import javax.sip.message.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what answers an INVITE of ours when it is not wanted any more: a further party, a server that was given up. */
final class Strays {
  private static final Logger LOG = LoggerFactory.getLogger(Strays.class);

  private Strays() {}

  static void end(SipStack stack, ResponseEvent event) {
    CSeqHeader number = (CSeqHeader) event.getResponse().getHeader(CSeqHeader.NAME);
    int kind = event.getResponse().getStatusCode() / 100;
    if (!number.getMethod().equals(Request.INVITE)) {
      return;
    }
    if (kind == 1 && event.getClientTransaction() != null) {
      cancel(stack, event.getClientTransaction());
    } else if (kind == 2 && event.getDialog() != null) {
      hangUp(stack, event.getDialog(), number.getSeqNumber());
    }
  }

  private static void cancel(SipStack stack, ClientTransaction invite) {
    try {
      Request cancel = invite.createCancel();
      if (((SIPRequest) invite.getRequest()).getApplicationData() instanceof SipHop hop) {
        stack.aim(cancel, hop);
      }
      stack.provider().getNewClientTransaction(cancel).sendRequest();
    } catch (SipException e) {
      LOG.atDebug().setCause(e).log("cancelled already");
    }
  }

  private static void hangUp(SipStack stack, Dialog dialog, long number) {
    try {
      dialog.sendAck(dialog.createAck(number));
      dialog.sendRequest(
          stack.provider().getNewClientTransaction(dialog.createRequest(Request.BYE)));
    } catch (SipException | InvalidArgumentException e) {
      dialog.delete(); // the far end ends what is never acknowledged
    }
  }
}
