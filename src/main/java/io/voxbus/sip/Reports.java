package io.voxbus.sip;

import io.voxbus.bus.Bus;
import io.voxbus.protocol.Address;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.SipEvent;
import java.util.ArrayList;
import java.util.List;

/** What a leg tells its call, which may not be there yet. On the event loop of the leg. */
final class Reports {
  private final Bus bus;
  private final String leg;
  private final List<SipEvent> untold = new ArrayList<>();
  private Address<SipEvent> listener;
  private boolean heard;

  /** @param node of the call */
  Reports(Bus bus, String leg, String node) {
    this.bus = bus;
    this.leg = leg;
    this.listener = Addresses.sipEvents(leg, node);
  }

  /** Whether a call hears it, through this node. */
  boolean areAt(String node) {
    return heard && listener.equals(Addresses.sipEvents(leg, node));
  }

  /** The call hears it through this node. */
  void goTo(String node) {
    listener = Addresses.sipEvents(leg, node);
  }

  /** The call is there. */
  void open() {
    heard = true;
    untold.forEach(this::tell);
    untold.clear();
  }

  void tell(SipEvent event) {
    if (heard) {
      bus.send(listener, event);
    } else {
      untold.add(event);
    }
  }
}
