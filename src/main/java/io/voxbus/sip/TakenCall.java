package io.voxbus.sip;

import io.vertx.core.Future;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.bus.SipDialog;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.sip.carrier.CarrierCall;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A call of ours through a carrier that goes on here, after it was answered at another node: it only counts. */
record TakenCall(CarrierCall call) implements Elsewhere {
  /** Null for one that goes through no carrier, or that the carrier has placed. */
  static @Nullable TakenCall of(SipDialog kept, Function<String, CarrierCall> carriers) {
    String trunk = kept.known().trunk();
    return trunk == null || !kept.session().ours() ? null : new TakenCall(carriers.apply(trunk));
  }

  @Override
  public Future<Invitation> after(SipEvent.Refused refusal) {
    return Future.failedFuture(Fault.unavailable("it was answered already"));
  }

  @Override
  public void stays(int code) {
    // its trunk has been told by the other node
  }

  @Override
  public void over() {
    call.over();
  }

  @Override
  public void goOn() {
    call.goOn();
  }

  @Override
  public long patienceMillis() {
    return 0;
  }
}
