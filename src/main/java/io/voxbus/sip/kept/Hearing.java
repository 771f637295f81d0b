package io.voxbus.sip.kept;

import gov.nist.javax.sip.message.SIPRequest;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipWaiting;
import io.voxbus.sip.stack.Caller;
import io.voxbus.sip.stack.SipHop;
import io.voxbus.sip.stack.SipStack;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.function.Consumer;
import javax.sip.ServerTransaction;

/**
 * An INVITE that has no final answer is heard once more, at the node that goes on with its call: so there is a transaction
 * of it again, which answers where its Via leads (RFC 3261 section 18.2.2), knows its CANCEL (section 9.2) and its
 * repetitions.
 */
public final class Hearing {
  private static final String UDP = "UDP";

  private Hearing() {}

  /** Whether another node could answer it: the connection on which it has come ends with this node. */
  public static boolean isPossible(SIPRequest invite) {
    return SipStack.source(invite).transport().equals(UDP);
  }

  public static SipWaiting of(SIPRequest invite, String tag, SipDialog.Known known) {
    SipHop from = SipStack.source(invite);
    return new SipWaiting(invite.getCallId().getCallId(), invite.getTransactionId(),
        new String(invite.encodeAsBytes(from.transport()), StandardCharsets.UTF_8),
        from.transport(), new SipDialog.Way(from.getHost(), from.port()), tag, known);
  }

  /** @param taken told of its transaction before this returns; not told when the INVITE is here already */
  public static void again(SipStack stack, SipWaiting call, Caller caller,
      Consumer<ServerTransaction> taken) throws ParseException, IOException {
    SipDialog.Way from = call.from();
    stack.hear(call.invite().getBytes(StandardCharsets.UTF_8),
        new SipHop(InetAddress.ofLiteral(from.host()), from.port(), call.transport(), ""),
        caller, taken);
  }
}
