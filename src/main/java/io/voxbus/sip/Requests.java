package io.voxbus.sip;

import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import io.voxbus.bus.Bus;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.line.Extension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is asked of a leg by its name, and what else it hears. On the event loop of the leg. */
final class Requests {
  private final Bus bus;
  private final SipLeg leg;
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();
  private final Extension extension;

  /** @param before where it was asked in older code; null: it is new */
  Requests(Bus bus, SipLeg leg, @Nullable Extension before) {
    this.bus = bus;
    this.leg = leg;
    this.extension = before == null ? new Extension(leg) : before;
    if (before != null && before.consumer() != null) {
      consumers.add(before.consumer());
    }
  }

  /** Where it is reached. */
  Extension extension() {
    return extension;
  }

  /** From now on it hears what is asked of it by that name. */
  void open(String name) {
    consumers.add(extension.open(bus, name));
  }

  /** Whether it is asked by its name: not one that has the place of another. */
  boolean isNamed() {
    return consumers.contains(extension.consumer());
  }

  /** Another is reached there from now on. */
  void leaveExtension() {
    consumers.remove(extension.consumer());
  }

  /** With that node the call is lost. */
  void watch(String home) {
    consumers.add(bus.receive(Addresses.lostNodes(), (String lost) -> {
      if (lost.equals(home)) {
        leg.refuse(503, "");
      }
    }));
  }

  /** From now on what is asked of this leg is asked of another: what hears it, to be ended with that one. */
  List<MessageConsumer<Object>> bequeath() {
    List<MessageConsumer<Object>> heard = List.copyOf(consumers);
    consumers.clear();
    return heard;
  }

  void inherit(List<MessageConsumer<Object>> heard) {
    consumers.addAll(heard);
  }

  void end() {
    consumers.forEach(MessageConsumer::unregister);
  }

  Future<?> on(SipRequest request) {
    return switch (request) {
      case SipRequest.Identify identify -> leg.replacement().identity();
      case SipRequest.Transfer transfer -> Replacing.named(bus, transfer)
          .onSuccess(leg::want).onFailure(gone -> leg.tell(
              new SipEvent.TransferProgress(481, "no dialog to " + transfer.referTo())));
      case SipRequest.Resume back -> leg.resume(back);
      case SipRequest.Leave(String node) -> leg.leave(node);
      case SipRequest.End(int code, String reason, Map<String, String> headers) -> leg.want(
          new SipRequest.End(code, Words.oneLine(reason), Words.allowed(headers)));
      default -> leg.want(request);
    };
  }
}
