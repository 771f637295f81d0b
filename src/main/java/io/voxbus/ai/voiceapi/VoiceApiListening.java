package io.voxbus.ai.voiceapi;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableEmitter;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.voxbus.ai.PcmBytes;
import io.voxbus.ai.ProviderSocket;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.audio.Pcm;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stream at voiceapi. The protocol knows no times: an utterance starts at the audio that was newest when its first
 * text came, and ends at the newest audio so far.
 */
final class VoiceApiListening implements ProviderSocket.Listener {
  /** Silence that makes the recogniser end the last utterance: the protocol has no word for the end. */
  private static final int END_SAMPLES = Pcm.RATE * 3 / 2;

  private final VoiceApi api;
  private final FlowableEmitter<Transcript> out;
  private final ProviderSocket socket;
  private final CompositeDisposable audio = new CompositeDisposable();
  private volatile long newestMillis;
  private int index = -1;
  private boolean isOpen;
  private long startMillis;
  private boolean audioOver;

  VoiceApiListening(VoiceApi api, @Nullable String endpoint, FlowableEmitter<Transcript> out) {
    this.api = api;
    this.out = out;
    socket = api.socket(endpoint, "/asr", Map.of("samplerate", String.valueOf(Pcm.RATE)), this);
  }

  void listen(Flowable<AudioFrame> frames) {
    socket.connect(api.client());
    audio.add(frames.subscribe(this::send, this::audioFailed, () -> socket.run(this::audioEnded)));
  }

  void stop() {
    audio.dispose();
    socket.close();
  }

  private void send(AudioFrame frame) {
    newestMillis = frame.timeMillis() + frame.durationMillis();
    socket.send(Buffer.buffer(PcmBytes.encode(frame.pcm())));
  }

  private void audioFailed(Throwable why) {
    socket.close();
    out.tryOnError(why);
  }

  private void audioEnded() {
    audioOver = true;
    socket.send(Buffer.buffer(PcmBytes.encode(new short[END_SAMPLES])));
    socket.whenQuiet(api.endMillis(), out::onComplete);
  }

  @Override
  public void text(String message) {
    try {
      JsonObject json = new JsonObject(message);
      String text = json.getString("text");
      if (text == null) {
        fail();
      } else {
        tell(json.getInteger("idx", Math.max(index, 0)), json.getBoolean("finished", false), text);
      }
    } catch (DecodeException | ClassCastException garbage) {
      fail();
    }
  }

  private void tell(int number, boolean isFinal, String text) {
    if (number != index || !isOpen) {
      index = number;
      isOpen = true;
      startMillis = newestMillis;
    }
    isOpen = !isFinal;
    if (!text.isEmpty()) {
      out.onNext(new Transcript(number, isFinal, text.strip(), startMillis, newestMillis));
    }
  }

  private void fail() {
    socket.fail(SpeechException.failed("voiceapi sent something that is no transcript"));
  }

  @Override
  public void binary(Buffer message) {
    fail();
  }

  @Override
  public void closed() {
    if (audioOver) {
      out.onComplete();
    } else {
      failed(SpeechException.failed("voiceapi closed the connection"));
    }
  }

  @Override
  public void failed(SpeechException why) {
    out.tryOnError(why);
  }
}
