package io.voxbus.sip.orphan;

import io.voxbus.protocol.bus.Orphan;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipWaiting;
import java.util.Set;

/** What happens about requests whose dialog is not here. */
sealed interface OrphanSignal {
  /** Other nodes that are there. One that is not among them any more may still be: that it is lost is told. */
  record Seen(Set<String> nodes) implements OrphanSignal {}

  record Came(Orphan orphan) implements OrphanSignal {}

  /** What a node says that was asked for the dialog of a request. */
  record Said(String id, String node, boolean here) implements OrphanSignal {}

  /** A node that was asked and did not have it has it now. */
  record Placed(String id) implements OrphanSignal {}

  /** Another node has got a request in a dialog that is not here. */
  record Sought(Orphan orphan, String node) implements OrphanSignal {}

  /** A dialog of another node goes on here. */
  record Arrived(SipDialog dialog) implements OrphanSignal {}

  /** A call of another node that has come in and is not answered goes on here. */
  record Heard(SipWaiting call) implements OrphanSignal {}

  /** @param calls whether telephone calls of it may be taken over by somebody */
  record Lost(String node, boolean calls) implements OrphanSignal {}

  /** Time has passed. */
  record Tick() implements OrphanSignal {}
}
