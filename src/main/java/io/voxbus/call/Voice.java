package io.voxbus.call;

import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.CallReply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The voice of a call, opened when there is something to say for the first time. */
final class Voice {
  private enum State {
    NONE, OPENING, OPEN, FAILED
  }

  private final Bus bus;
  private final String callId;
  private final Supplier<@Nullable TtsOption> configured;
  private final List<AiRequest> waiting = new ArrayList<>();
  private State state = State.NONE;

  /** @param configured what the call says of its voice, by the time there is something to say */
  Voice(Bus bus, String callId, Supplier<@Nullable TtsOption> configured) {
    this.bus = bus;
    this.callId = callId;
    this.configured = configured;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  void inherit() {
    state = State.OPEN;
  }

  void send(AiRequest request) {
    switch (state) {
      case NONE -> {
        if (request instanceof AiRequest.Say) { // otherwise it has nothing to do
          waiting.add(request);
          open();
        }
      }
      case OPENING -> waiting.add(request);
      case OPEN -> bus.send(Addresses.speaker(callId), request);
      case FAILED -> fail(request, Fault.unavailable("no voice"));
    }
  }

  void close() {
    if (state != State.NONE) {
      bus.send(Addresses.speaker(callId), new AiRequest.Close());
    }
  }

  private void open() {
    state = State.OPENING;
    TtsOption option = configured.get();
    int tasks = option == null || option.maxConcurrentTasks() == null
        ? 1
        : Math.clamp(option.maxConcurrentTasks(), 1, 16);
    bus.ask(Addresses.ai(), new AiRequest.OpenVoice(callId, tasks), CallReply.Done.class)
        .onSuccess(opened -> {
          state = State.OPEN;
          waiting.forEach(this::send);
          waiting.clear();
        }).onFailure(failure -> {
          state = State.FAILED;
          waiting.forEach(request -> fail(request, Fault.of(failure)));
          waiting.clear();
        });
  }

  /** Without a voice the item still ends, with its error. */
  private void fail(AiRequest request, Fault fault) {
    if (request instanceof AiRequest.Say say && say.text() != null) {
      bus.send(Addresses.aiEvents(callId), new AiEvent.SpeakFailed("none", say.item(),
          fault.code(), fault.getMessage()));
      bus.send(Addresses.said(callId),
          new io.voxbus.protocol.bus.Said.End(say.item()));
    }
  }
}
