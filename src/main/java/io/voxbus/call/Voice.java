package io.voxbus.call;

import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallSetup;
import java.util.ArrayList;
import java.util.List;

/** The voice of a call, opened when there is something to say for the first time. */
final class Voice {
  private enum State {
    NONE, OPENING, OPEN, FAILED
  }

  private final Bus bus;
  private final CallSetup setup;
  private final List<AiRequest> waiting = new ArrayList<>();
  private State state = State.NONE;

  Voice(Bus bus, CallSetup setup) {
    this.bus = bus;
    this.setup = setup;
  }

  void send(AiRequest request) {
    switch (state) {
      case NONE -> {
        waiting.add(request);
        open();
      }
      case OPENING -> waiting.add(request);
      case OPEN -> bus.send(Addresses.speaker(setup.callId()), request);
      case FAILED -> fail(request, Fault.unavailable("no voice"));
    }
  }

  void close() {
    if (state != State.NONE) {
      bus.send(Addresses.speaker(setup.callId()), new AiRequest.Close());
    }
  }

  private void open() {
    state = State.OPENING;
    TtsOption option = setup.option().tts();
    int tasks = option == null || option.maxConcurrentTasks() == null
        ? 1
        : Math.clamp(option.maxConcurrentTasks(), 1, 16);
    bus.ask(Addresses.ai(), new AiRequest.OpenVoice(setup.callId(), tasks), CallReply.Done.class)
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
      bus.send(Addresses.aiEvents(setup.callId()), new AiEvent.SpeakFailed("none", say.item(),
          fault.code(), fault.getMessage()));
      bus.send(Addresses.said(setup.callId()),
          new io.voxbus.protocol.bus.Said.End(say.item()));
    }
  }
}
