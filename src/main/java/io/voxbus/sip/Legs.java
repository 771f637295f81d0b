package io.voxbus.sip;

import gov.nist.javax.sip.message.SIPRequest;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.carrier.CarrierCall;
import io.voxbus.sip.dialog.SipMachine;
import io.voxbus.sip.kept.Hearing;
import io.voxbus.sip.stack.SipHop;
import java.util.Map;
import java.util.function.Function;
import javax.sip.Dialog;
import javax.sip.ServerTransaction;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;

/** How a leg begins. */
final class Legs {
  private Legs() {}

  /**
   * A call of ours, whose INVITE is sent at once. On the event loop of its Call-ID.
   *
   * @param home      the node of the call; it is left to itself when that is lost
   * @param elsewhere for when it can't be taken; null: then it is refused
   */
  static SipLeg call(LegParts parts, Invitation invitation, String home,
      @Nullable Elsewhere elsewhere) {
    SipMachine machine = SipMachine.calling(parts.config().times(), invitation.dial().offer(),
        now(parts, invitation.dial().leg()));
    SipLeg opened = new SipLeg(new SipLeg.Name(invitation.dial().leg(), home), parts,
        machine, new DialogLine(parts, invitation.callId(), invitation), elsewhere, null);
    opened.hosted();
    opened.open();
    if (!home.equals(parts.bus().nodeId())) {
      opened.requests().watch(home);
    }
    opened.invite();
    return opened;
  }

  /**
   * A call that has come in. What it tells before {@link SipLeg#hosted} waits. On the event loop of its Call-ID.
   *
   * @param lines of its INVITE
   */
  static SipLeg called(LegParts parts, String leg, ServerTransaction transaction,
      Map<String, String> lines) {
    return called(parts, leg, transaction, lines, Tags.random());
  }

  /** One that has come in at another node, which is lost: its call is here. On the event loop of its Call-ID. */
  static void heard(LegParts parts, SipRequest.Hear asked, ServerTransaction transaction) {
    called(parts, asked.leg(), transaction,
        Received.lines((SIPRequest) transaction.getRequest()), asked.call().tag()).hosted();
  }

  private static SipLeg called(LegParts parts, String leg, ServerTransaction transaction,
      Map<String, String> lines, String tag) {
    Request invite = transaction.getRequest();
    SipMachine machine = SipMachine.called(parts.config().times(),
        Received.request(invite, lines), now(parts, leg));
    SipLeg opened = new SipLeg(new SipLeg.Name(leg, parts.bus().nodeId()), parts, machine,
        new DialogLine(parts, Received.callId(invite), null), null, null);
    opened.line().called(opened, transaction, tag);
    opened.open();
    if (parts.nodes().get().size() > 1 && Hearing.isPossible((SIPRequest) invite)) {
      opened.pass(new SipEvent.Waits(opened.line().waiting(transaction)));
    }
    return opened;
  }

  /** A dialog that is to take the place of another leg's; no bus knows of it yet. On the event loop of its Call-ID. */
  static SipLeg heir(LegParts parts, SipLeg.Name name, ServerTransaction transaction) {
    Request invite = transaction.getRequest();
    SipLeg made = new SipLeg(name, parts,
        SipMachine.called(parts.config().times(),
            Received.request(invite), now(parts, name.leg())),
        new DialogLine(parts, Received.callId(invite), null), null, null);
    made.line().called(made, transaction, Tags.random());
    return made;
  }

  /** One that has been going on, on another node; nothing is sent before it is wanted. On the event loop of its Call-ID. */
  static void resume(LegParts parts, SipRequest.Resume asked, Dialog rebuilt, SipHop to,
      @Nullable Elsewhere counted) {
    SipDialog kept = asked.dialog();
    SipLeg leg = new SipLeg(new SipLeg.Name(asked.leg(), parts.bus().nodeId()), parts,
        SipMachine.resumed(parts.config().times(), kept.session(), now(parts, asked.leg())),
        new DialogLine(parts, kept, rebuilt, to), counted, null);
    leg.line().owner(leg);
    leg.open();
    leg.goOn();
  }

  /** One that has been going on in older code of this node. On the event loop of its Call-ID. */
  static void inherit(LegParts parts, Inheritance left, Function<String, CarrierCall> carriers) {
    SipLeg leg = new SipLeg(left.name(), parts, left.machine(parts.config()),
        new DialogLine(parts, left.dialog(), left.inStack(), left.hop()),
        TakenCall.of(left.dialog(), carriers), left.extension());
    try {
      leg.goOn();
    } catch (RuntimeException | LinkageError e) {
      leg.leaveSeat();
      throw e;
    }
  }

  private static long now(LegParts parts, String leg) {
    return parts.bus().clock().of(leg).getAsLong();
  }
}
