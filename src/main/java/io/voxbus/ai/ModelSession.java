package io.voxbus.ai;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.processors.UnicastProcessor;
import io.vertx.core.Future;
import io.voxbus.ai.spi.RealtimeInput;
import io.voxbus.ai.spi.RealtimeOutput;
import io.voxbus.ai.spi.RealtimeProvider;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.bus.Bus;
import io.voxbus.bus.SessionVerticle;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.RealtimeOption;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The model that holds a call's conversation. What it says waits until the call has made an item of it; what was cut
 * short is not heard any more.
 */
final class ModelSession extends SessionVerticle {
  private static final long CHECK_MILLIS = 500;

  /** What the model says at one go. */
  private static final class Reply {
    final List<short[]> waiting = new ArrayList<>();
    int item = -1;
    boolean over;
    long newestMillis;
  }

  private final String callId;
  private final String name;
  private final RealtimeProvider provider;
  private final RealtimeOption option;
  private final long stallMillis;
  private final UnicastProcessor<RealtimeInput> input = UnicastProcessor.create();
  private final Map<Integer, Reply> replies = new TreeMap<>();
  private @Nullable Disposable running;

  /** @param stallMillis a reply that does not go on for so long has ended */
  ModelSession(Bus bus, AiRequest.Converse request, String name, RealtimeProvider provider,
      long stallMillis) {
    super(bus);
    this.callId = request.callId();
    this.option = request.option();
    this.name = name;
    this.provider = provider;
    this.stallMillis = stallMillis;
  }

  @Override
  public Future<?> start() {
    bus.receive(Addresses.heard(callId), heard -> input
        .onNext(new RealtimeInput.Audio(new AudioFrame(heard.pcm(), heard.timeMillis()))));
    bus.receive(Addresses.model(callId), this::obey);
    endWith(callId);
    vertx.setPeriodic(CHECK_MILLIS, due -> endStalled());
    running = Flowable.defer(() -> provider.converse(input, option)).subscribe(
        output -> context.runOnContext(go -> on(output)),
        failure -> context.runOnContext(go -> failed(failure)));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    if (running != null) {
      running.dispose();
    }
    return Future.succeededFuture();
  }

  private void obey(AiRequest request) {
    switch (request) {
      case AiRequest.Speak(int number, int item) -> begin(number, item);
      case AiRequest.Cut(int item, long heardMillis) -> cut(item, heardMillis);
      case AiRequest.ToolResult(String id, String result) ->
        input.onNext(new RealtimeInput.ToolResult(id, result));
      case AiRequest.Close() -> close();
      default -> throw new IllegalStateException("a model only converses");
    }
  }

  private void on(RealtimeOutput output) {
    switch (output) {
      case RealtimeOutput.Speech(int number, short[] pcm) -> speech(number, pcm);
      case RealtimeOutput.Words(int number, String text) ->
        tell(new AiEvent.ReplyWords(name, text));
      case RealtimeOutput.SpeechEnd(int number, String text) -> {
        Reply reply = replies.get(number);
        if (reply != null) {
          end(reply);
        }
        tell(new AiEvent.ReplyText(name, text));
      }
      case RealtimeOutput.CallerSpeaks() -> {
        replies.values().forEach(this::silence);
        tell(new AiEvent.CallerSpeaks(name, System.currentTimeMillis()));
      }
      case RealtimeOutput.CallerSaid(Transcript said) -> tell(new AiEvent.Heard(name, said.index(),
          said.isFinal(), said.text(), said.startMillis(), said.endMillis()));
      case RealtimeOutput.ToolCall(String id, String tool, String arguments) ->
        tell(new AiEvent.ToolCall(name, id, tool, arguments));
      case RealtimeOutput.Complaint(SpeechException why) ->
        tell(new AiEvent.ModelFailed(name, why.code(), Failures.reason(why)));
    }
  }

  private void speech(int number, short[] pcm) {
    Reply reply = replies.get(number);
    if (reply == null) {
      reply = new Reply();
      replies.put(number, reply);
      tell(new AiEvent.ReplyBegan(name, number));
    }
    if (reply.over) {
      return;
    }
    reply.newestMillis = System.currentTimeMillis();
    if (reply.item < 0) {
      reply.waiting.add(pcm);
    } else {
      bus.send(Addresses.said(callId), new Said.Audio(reply.item, pcm));
    }
  }

  /** The call has an item for the reply. */
  private void begin(int number, int item) {
    Reply reply = replies.get(number);
    if (reply != null) {
      reply.item = item;
      reply.waiting
          .forEach(pcm -> bus.send(Addresses.said(callId), new Said.Audio(item, pcm)));
      reply.waiting.clear();
      if (reply.over) {
        bus.send(Addresses.said(callId), new Said.End(item));
      }
    }
  }

  private void end(Reply reply) {
    if (!reply.over) {
      reply.over = true;
      if (reply.item >= 0) {
        bus.send(Addresses.said(callId), new Said.End(reply.item));
      }
    }
  }

  /** Nothing of it that is still to come is to be heard. */
  private void silence(Reply reply) {
    reply.waiting.clear();
    end(reply);
  }

  /** What came after the reply that was cut short has not been heard at all. */
  private void cut(int item, long heardMillis) {
    replies.forEach((number, reply) -> {
      if (reply.item >= item && reply.item >= 0) {
        silence(reply);
        input.onNext(
            new RealtimeInput.Cut(number, reply.item == item ? heardMillis : 0));
      }
    });
  }

  /** Nobody listens to the caller any more: what is said would only pile up. */
  private void failed(Throwable failure) {
    input.onComplete();
    tell(new AiEvent.ModelFailed(name, Failures.code(failure), Failures.reason(failure)));
    replies.values().forEach(this::end);
  }

  private void endStalled() {
    long now = System.currentTimeMillis();
    replies.values().stream().filter(reply -> !reply.over && now - reply.newestMillis > stallMillis)
        .toList().forEach(reply -> {
          tell(new AiEvent.ModelFailed(name, 504, "no audio for " + stallMillis + " ms"));
          end(reply);
        });
  }

  private void tell(AiEvent event) {
    bus.send(Addresses.aiEvents(callId), event);
  }
}
