package io.voxbus.sip.line;

import gov.nist.javax.sip.message.SIPMessage;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import io.voxbus.bus.Bus;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.Orphan;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.sip.stack.FarEnd;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;

/**
 * Where a leg is reached, by the stack and by its name. It stays when the leg goes on in newer code: nothing that comes
 * meanwhile is lost or heard twice, and the stack holds nothing of the older code. On the event loop of the leg.
 */
public final class Extension implements Party {
  private Party party;
  private @Nullable MessageConsumer<Object> consumer;

  public Extension(Party first) {
    party = first;
  }

  /** From now on that one is reached. */
  public void connect(Party next) {
    party = next;
  }

  /** From now on it is reached by its name as well; gives what hears it, to be ended with the leg. */
  public MessageConsumer<Object> open(Bus bus, String leg) {
    MessageConsumer<Object> hears = bus.serve(Addresses.sip(leg), this::asked);
    consumer = hears;
    return hears;
  }

  /** What hears it by its name; null: nothing does. */
  public @Nullable MessageConsumer<Object> consumer() {
    return consumer;
  }

  @Override
  public FarEnd farEnd() {
    return party.farEnd();
  }

  @Override
  public boolean isOver() {
    return party.isOver();
  }

  @Override
  public Future<?> asked(SipRequest request) {
    return party.asked(request);
  }

  @Override
  public void came(ServerTransaction transaction) {
    party.came(transaction);
  }

  @Override
  public void acked(SIPMessage ack) {
    party.acked(ack);
  }

  @Override
  public void replied(ResponseEvent event) {
    party.replied(event);
  }

  @Override
  public void silent(Request request) {
    party.silent(request);
  }

  @Override
  public void neverAcked() {
    party.neverAcked();
  }

  @Override
  public void replacedBy(ServerTransaction invite) {
    party.replacedBy(invite);
  }

  @Override
  public void replacedFrom(SipRequest.TakeOver asked) {
    party.replacedFrom(asked);
  }

  @Override
  public Future<Boolean> hungUp(Orphan bye) {
    return party.hungUp(bye);
  }
}
