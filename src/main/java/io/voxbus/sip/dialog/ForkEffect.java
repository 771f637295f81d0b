package io.voxbus.sip.dialog;

import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;

/** What is to be done for a call that rings at several phones. */
public sealed interface ForkEffect {
  /** Tell the call. */
  record Tell(SipEvent event) implements ForkEffect {}
  /** Have it done by the leg to this phone. */
  record Pass(int phone, SipRequest request) implements ForkEffect {}
  /** No phone is left. */
  record Forget() implements ForkEffect {}
}
