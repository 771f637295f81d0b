package io.voxbus.ai;

import io.vertx.core.eventbus.MessageConsumer;
import io.voxbus.bus.Bus;
import io.voxbus.protocol.Address;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps what is sent to a session that is still being opened: it may be that it is not wanted any more. */
final class Anteroom<M> {
  private final Bus bus;
  private final Address<M> address;
  private final Queue<M> waiting = new ConcurrentLinkedQueue<>();
  private final MessageConsumer<Object> consumer;

  Anteroom(Bus bus, Address<M> address) {
    this.bus = bus;
    this.address = address;
    this.consumer = bus.receive(address, waiting::add);
  }

  /** The session is there, or will never be. */
  void leave() {
    consumer.unregister();
    waiting.forEach(message -> bus.send(address, message));
    waiting.clear();
  }
}
