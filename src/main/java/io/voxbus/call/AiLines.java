package io.voxbus.call;

import io.voxbus.bus.Bus;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.CallReply;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The recognisers, voice, service and model of a call on the bus. */
final class AiLines {
  private final Bus bus;
  private final String callId;
  private final Consumer<Signal> signals;
  private final BooleanSupplier ended;
  private final Supplier<@Nullable TtsOption> configured;
  private Voice voice;

  /**
   * @param ended      whether the call is over
   * @param configured what the call says of its voice
   */
  AiLines(Bus bus, String callId, Consumer<Signal> signals, BooleanSupplier ended,
      Supplier<@Nullable TtsOption> configured) {
    this.bus = bus;
    this.callId = callId;
    this.signals = signals;
    this.ended = ended;
    this.configured = configured;
    this.voice = new Voice(bus, callId, configured);
  }

  /** Whether something has been said: then there is a voice. */
  boolean speaks() {
    return voice.isOpen();
  }

  /** There is a voice since before this object was made. */
  void inherit() {
    voice.inherit();
  }

  void start() {
    bus.receive(Addresses.aiEvents(callId), event -> signals.accept(new Signal.FromAi(event)));
  }

  void listen(AiRequest.Listen request) {
    String leg = request.leg();
    if (!leg.equals(callId)) {
      hear(leg);
    }
    bus.send(Addresses.ai(), request);
  }

  /** What is heard of that leg, beside the call itself. */
  void hear(String leg) {
    bus.receive(Addresses.aiEvents(leg),
        event -> signals.accept(new Signal.FromLegAi(leg, event)));
  }

  void deafen(String leg) {
    bus.send(Addresses.listener(leg), new AiRequest.Close());
  }

  void judge(long sinceMillis) {
    bus.send(Addresses.listener(callId), new AiRequest.Judge(sinceMillis));
  }

  void say(AiRequest request) {
    voice.send(request);
  }

  void toModel(AiRequest.OfModel request) {
    bus.send(request instanceof AiRequest.Converse ? Addresses.ai() : Addresses.model(callId),
        request);
  }

  /** A call that ends while its service is being connected ends that connection when it is there. */
  void toService(AiRequest request) {
    if (request instanceof AiRequest.Pass) {
      bus.ask(Addresses.ai(), request, CallReply.Done.class).onSuccess(opened -> {
        if (ended.getAsBoolean()) {
          bus.send(Addresses.pass(callId), new AiRequest.Close());
        }
      });
    } else {
      bus.send(Addresses.pass(callId), request);
    }
  }

  /** Ends them all; the next thing that is said opens another voice. */
  void close() {
    voice.close();
    voice = new Voice(bus, callId, configured);
    bus.send(Addresses.listener(callId), new AiRequest.Close());
    bus.send(Addresses.pass(callId), new AiRequest.Close());
    bus.send(Addresses.model(callId), new AiRequest.Close());
  }
}
