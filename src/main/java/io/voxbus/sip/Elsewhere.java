package io.voxbus.sip;

import io.vertx.core.Future;
import io.voxbus.protocol.bus.SipEvent;

/** Where else a call of ours goes when whom it was given to can't take it. Used on the event loop of the call. */
interface Elsewhere {
  /** Whether somebody else might take the call that was refused with this: whoever refused has trouble, not the callee. */
  static boolean mayHelp(int code) {
    return code == 408 || code / 100 == 5;
  }

  /** Fails with a {@link io.voxbus.bus.Fault} when there is nobody left. */
  Future<Invitation> after(SipEvent.Refused refusal);

  /** The call stays where it is, and has come so far. */
  void stays(int code);

  /** The call is not here any more. */
  void over();

  /** It is here again. */
  void goOn();

  /** How long whom it was given to may be silent. */
  long patienceMillis();
}
