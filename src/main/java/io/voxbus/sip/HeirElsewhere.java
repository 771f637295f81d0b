package io.voxbus.sip;

import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import io.voxbus.bus.Bus;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dialog of another node that takes the place of a leg of this one: what is asked of the leg goes there, what that
 * one tells is told as the leg's. When either node is lost, so is the call.
 */
final class HeirElsewhere implements Replacement.Heir {
  private final Bus bus;
  private final String name;
  private final String node;
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();
  private @Nullable SipLeg place;
  private boolean ended;

  HeirElsewhere(Bus bus, String name, String node) {
    this.bus = bus;
    this.name = name;
    this.node = node;
    consumers.add(bus.receive(Addresses.sipEvents(name), this::told));
    consumers.add(bus.receive(Addresses.lostNodes(), (String lost) -> {
      if (lost.equals(node)) {
        told(new SipEvent.Lost(503, "the node of the far end is lost"));
      }
    }));
  }

  @Override
  public void refuse(int code, String reason) {
    want(new SipRequest.End(code, reason, Map.of()));
  }

  @Override
  public void take(SipLeg from, String sdp) {
    place = from;
    consumers.addAll(from.requests().bequeath());
    if (ended) { // it was given up while the call thought about it
      from.pass(new SipEvent.HungUp(null, Map.of()));
      forget();
    } else {
      want(new SipRequest.Accept(sdp));
    }
  }

  @Override
  public void want(SipRequest request) {
    bus.send(Addresses.sip(name, node), request);
    if (request instanceof SipRequest.End) {
      forget();
    }
  }

  @Override
  public Future<SipRequest.Identity> identity() {
    return bus.ask(Addresses.sip(name, node), new SipRequest.Identify(),
        SipRequest.Identity.class);
  }

  private void told(SipEvent event) {
    SipLeg at = place;
    boolean last = switch (event) {
      case SipEvent.Refused r -> true;
      case SipEvent.Cancelled c -> true;
      case SipEvent.HungUp h -> true;
      case SipEvent.Lost l -> true;
      default -> false;
    };
    ended = ended || last;
    if (at != null) {
      at.pass(event);
    }
    if (last && at != null) {
      forget();
    }
  }

  private void forget() {
    consumers.forEach(MessageConsumer::unregister);
    consumers.clear();
  }
}
