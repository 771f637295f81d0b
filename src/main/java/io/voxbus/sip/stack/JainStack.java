package io.voxbus.sip.stack;

import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.stack.MessageProcessorFactory;
import gov.nist.javax.sip.stack.SIPMessageValve;
import java.util.Properties;
import javax.sip.PeerUnavailableException;
import javax.sip.address.Router;

/** JAIN-SIP with everything replaced that touches network, clock or DNS. */
final class JainStack extends SipStackImpl {
  private JainStack(String name) throws PeerUnavailableException {
    super(properties(name));
  }

  /** What takes the place of the stack's own parts. */
  record Parts(Loops loops, Router router, MessageProcessorFactory transports,
      SIPMessageValve valve) {}

  static JainStack create(String name, Parts parts) throws PeerUnavailableException {
    JainStack stack = new JainStack(name);
    ((LoopTimer) stack.getTimer()).bind(parts.loops());
    stack.setRouter(parts.router());
    stack.messageProcessorFactory = parts.transports();
    stack.sipMessageValves.add(parts.valve());
    return stack;
  }

  private static Properties properties(String name) {
    Properties all = new Properties();
    all.setProperty("javax.sip.STACK_NAME", name);
    all.setProperty("javax.sip.AUTOMATIC_DIALOG_SUPPORT", "on");
    all.setProperty("gov.nist.javax.sip.STACK_LOGGER", StackLog.class.getName());
    all.setProperty("gov.nist.javax.sip.SERVER_LOGGER", StackLog.class.getName());
    all.setProperty("gov.nist.javax.sip.TIMER_CLASS_NAME", LoopTimer.class.getName());
    all.setProperty("gov.nist.javax.sip.REENTRANT_LISTENER", "true");
    all.setProperty("gov.nist.javax.sip.THREAD_PRIORITY", "5");
    all.setProperty("gov.nist.javax.sip.EARLY_DIALOG_TIMEOUT_SECONDS", "180");
    all.setProperty("gov.nist.javax.sip.MAX_TX_LIFETIME_INVITE", "200");
    all.setProperty("gov.nist.javax.sip.MAX_TX_LIFETIME_NON_INVITE", "40");
    all.setProperty("gov.nist.javax.sip.MAX_FORK_TIME_SECONDS", "32");
    all.setProperty("gov.nist.javax.sip.DELIVER_UNSOLICITED_NOTIFY", "true");
    all.setProperty("gov.nist.javax.sip.DELIVER_TERMINATED_EVENT_FOR_ACK", "false");
    return all;
  }
}
