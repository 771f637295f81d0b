package io.voxbus.sip.stack;

import io.vertx.core.Future;
import java.net.InetAddress;

/**
 * The other side of a dialog. Whoever speaks for it from an address that is not its own has to prove who he is. Asked on
 * the event loop of the dialog's Call-ID.
 */
public interface FarEnd {
  /** Whether that is where it speaks from. */
  Future<Boolean> isAt(InetAddress source);

  /** It is known to be there from now on. */
  void seenAt(InetAddress source);

  /** Who it is, as far as that was found out when the dialog began. */
  Caller caller();

  /** Application data of a dialog whose far end is known. */
  interface Known {
    FarEnd farEnd();
  }
}
