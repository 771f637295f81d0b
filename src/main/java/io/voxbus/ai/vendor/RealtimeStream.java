package io.voxbus.ai.vendor;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableEmitter;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.vertx.core.buffer.Buffer;
import io.voxbus.ai.spi.RealtimeInput;
import io.voxbus.ai.spi.RealtimeOutput;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.G711;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.Resampler;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One conversation with a vendor's speech-to-speech model: packs the caller's audio, unpacks the model's. */
final class RealtimeStream implements ProviderSocket.Listener {
  private static final int PACKET_MILLIS = 40;
  /** Audio that may wait until the model is ready; the oldest is dropped. */
  private static final int WAITING_SAMPLES = 10 * Pcm.RATE;

  private final Vendor vendor;
  private final RealtimeDialect dialect;
  private final FlowableEmitter<RealtimeOutput> out;
  private final ProviderTarget target;
  private final ProviderSocket socket;
  private final CompositeDisposable input = new CompositeDisposable();
  private short[] waiting = new short[Pcm.RATE];
  private int filled;
  private boolean ready;
  private @Nullable Resampler resampler;
  private @Nullable SpokenAudio spoken;
  private int reply = -1;
  private long speechMillis;

  RealtimeStream(Vendor vendor, RealtimeDialect dialect, FlowableEmitter<RealtimeOutput> out) {
    this.vendor = vendor;
    this.dialect = dialect;
    this.out = out;
    target = dialect.target();
    socket = vendor.socket(target, this);
  }

  void converse(Flowable<RealtimeInput> inputs) {
    socket.connect(vendor.sockets());
    input.add(inputs.subscribe(told -> socket.run(() -> on(told)), this::inputFailed,
        this::inputEnded));
  }

  void stop() {
    input.dispose();
    socket.close();
  }

  private void inputFailed(Throwable why) {
    socket.close();
    out.tryOnError(why);
  }

  private void inputEnded() {
    socket.close();
    out.onComplete();
  }

  private void on(RealtimeInput told) {
    switch (told) {
      case RealtimeInput.Audio(io.voxbus.audio.AudioFrame frame) -> hear(frame.pcm());
      case RealtimeInput.Cut cut -> say(dialect.cut(cut));
      case RealtimeInput.ToolResult result -> say(dialect.toolResult(result));
    }
  }

  private void say(List<Message> messages) {
    if (ready) {
      messages.forEach(socket::send);
    }
  }

  private void hear(short[] pcm) {
    if (filled + pcm.length > waiting.length) {
      waiting = Arrays.copyOf(waiting, 2 * waiting.length + pcm.length);
    }
    System.arraycopy(pcm, 0, waiting, filled, pcm.length);
    filled += pcm.length;
    if (ready) {
      sendPackets();
    } else if (filled > WAITING_SAMPLES) {
      drop(filled - WAITING_SAMPLES);
    }
  }

  private void sendPackets() {
    int packet = PACKET_MILLIS * Pcm.RATE / 1000;
    while (filled >= packet) {
      socket.send(dialect.audio(encoded(Arrays.copyOf(waiting, packet))));
      drop(packet);
    }
  }

  private void drop(int samples) {
    filled -= samples;
    System.arraycopy(waiting, samples, waiting, 0, filled);
  }

  private byte[] encoded(short[] pcm) {
    RealtimeDialect.AudioFormat format = dialect.input();
    short[] samples = pcm;
    Resampler own = resampler;
    if (own != null) {
      short[] converted = new short[own.maxOutput(pcm.length)];
      samples = Arrays.copyOf(converted, own.process(pcm, 0, pcm.length, converted));
    }
    return switch (format.codec()) {
      case PCM -> PcmBytes.encode(samples);
      case PCMU -> compressed(G711.MU_LAW, samples);
      case PCMA -> compressed(G711.A_LAW, samples);
    };
  }

  private static byte[] compressed(G711 law, short[] samples) {
    byte[] bytes = new byte[samples.length];
    law.encode(samples, bytes);
    return bytes;
  }

  @Override
  public void opened() {
    dialect.opening().forEach(socket::send);
    vendor.giveUpUnless(() -> ready, socket);
  }

  @Override
  public void text(String message) {
    try {
      dialect.read(message).forEach(this::obey);
    } catch (RuntimeException garbage) { // a rate that there is not is found out only now
      socket.fail(SpeechException.failed(vendor.name() + " sent something that makes no sense"));
    }
  }

  /** Some vendors send their text so. */
  @Override
  public void binary(Buffer message) {
    text(message.toString(StandardCharsets.UTF_8));
  }

  private void obey(RealtimeReply said) {
    switch (said) {
      case RealtimeReply.Ready() -> begin();
      case RealtimeReply.Audio(int number, byte[] encoded) -> speak(number, encoded);
      case RealtimeReply.Heard heard -> tell(heard);
      case RealtimeReply.CallerSpeaks() -> {
        speechMillis = System.currentTimeMillis();
        out.onNext(new RealtimeOutput.CallerSpeaks());
      }
      case RealtimeReply.Say(List<Message> messages) -> say(messages);
      case RealtimeReply.Does(RealtimeOutput output) -> out.onNext(output);
      case RealtimeReply.Failed(SpeechException why) -> socket.fail(why);
    }
  }

  private void begin() {
    if (!ready) {
      int rate = dialect.input().rate();
      resampler = rate == Pcm.RATE ? null : new Resampler(Pcm.RATE, rate);
      ready = true;
      say(dialect.begin());
      sendPackets();
    }
  }

  private void speak(int number, byte[] encoded) {
    SpokenAudio audio = spoken;
    if (audio == null || number != reply) {
      RealtimeDialect.AudioFormat format = dialect.output();
      audio = new SpokenAudio(format.codec(), format.rate(), 1);
      spoken = audio;
      reply = number;
    }
    out.onNext(new RealtimeOutput.Speech(number, audio.decode(encoded).pcm()));
  }

  private void tell(RealtimeReply.Heard heard) {
    long now = System.currentTimeMillis();
    long start = speechMillis == 0 ? now : speechMillis;
    if (!heard.text().isBlank()) {
      out.onNext(new RealtimeOutput.CallerSaid(
          new Transcript(heard.index(), heard.isFinal(), heard.text().strip(), start, now)));
    }
  }

  @Override
  public void closed() {
    failed(SpeechException.failed(vendor.name() + " closed the connection"));
  }

  @Override
  public void failed(SpeechException why) {
    input.dispose();
    out.tryOnError(why);
  }
}
