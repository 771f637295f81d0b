package io.voxbus.sip.line;

import gov.nist.javax.sip.message.SIPMessage;
import io.vertx.core.Future;
import io.voxbus.protocol.bus.Orphan;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.stack.FarEnd;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.message.Request;

/**
 * Who is told what comes in a dialog, and asked by its name. A new version of the telephone meets those of older ones, and
 * knows no more of them than this. On the event loop of the dialog's Call-ID.
 */
public interface Party extends FarEnd.Known {
  /** Whether its dialog has ended: the stack knows it for a while longer. */
  boolean isOver();

  /** What its call wants of it. */
  Future<?> asked(SipRequest request);

  /** A request in the dialog. */
  void came(ServerTransaction transaction);

  void acked(SIPMessage ack);

  /** A response to a request of its own. */
  void replied(ResponseEvent event);

  /** Nothing came for a request of its own (RFC 3261 section 8.1.3.1). */
  void silent(Request request);

  /** Its answer to an INVITE was never acknowledged. */
  void neverAcked();

  /** RFC 3891: an INVITE that wants its place. On the event loop of that INVITE's Call-ID. */
  void replacedBy(ServerTransaction invite);

  /** The same, of an INVITE that has come to another node. */
  void replacedFrom(SipRequest.TakeOver asked);

  /**
   * A BYE of its far end has come to another node, from that address. Called on any thread.
   *
   * @return whether it ends by that; not when its far end is not there
   */
  Future<Boolean> hungUp(Orphan bye);
}
