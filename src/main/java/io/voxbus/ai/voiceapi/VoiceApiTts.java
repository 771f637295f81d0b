package io.voxbus.ai.voiceapi;

import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableEmitter;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.voxbus.ai.PcmBytes;
import io.voxbus.ai.ProviderSocket;
import io.voxbus.ai.SpokenText;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * voiceapi's voices: {@code <endpoint>/tts}, one socket a sentence, since a socket speaks one text. The speaker is
 * {@code sid}, the option's or {@code VOICEAPI_SPEAKER_ID}'s.
 */
public final class VoiceApiTts implements TtsProvider {
  private volatile @Nullable VoiceApi api;

  @Override
  public Set<String> names() {
    return Set.of(VoiceApi.NAME);
  }

  @Override
  public void start(ProviderContext context) {
    api = VoiceApi.of(context);
  }

  @Override
  public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
    VoiceApi started = api;
    if (started == null) {
      return Flowable.error(new IllegalStateException("not started"));
    }
    return SpokenText.pieces(text, Schedulers.computation())
        .concatMap(piece -> Flowable.<AudioFrame>create(out -> speak(started, piece, option, out),
            BackpressureStrategy.BUFFER));
  }

  private static void speak(VoiceApi api, String piece, TtsOption option,
      FlowableEmitter<AudioFrame> out) {
    ProviderSocket socket = api.socket(option.endpoint(), "/tts", query(option), new Sentence(out));
    out.setCancellable(socket::close);
    socket.connect(api.client());
    socket.send(piece);
    socket.whenQuiet(api.answerMillis(), () -> out.tryOnError(
        SpeechException.late("voiceapi did not go on speaking in time")));
  }

  private static Map<String, String> query(TtsOption option) {
    Map<String, String> query = new HashMap<>(Map.of("chunk_size", "2560", "split", "false"));
    String speaker = option.speaker() != null
        ? option.speaker()
        : System.getenv().getOrDefault("VOICEAPI_SPEAKER_ID", "0");
    query.put("sid", speaker);
    if (option.speed() != null) {
      query.put("speed", option.speed().toString());
    }
    return query;
  }

  /** Text says how far it is: {@code progress} 1 is the end. */
  private static final class Sentence implements ProviderSocket.Listener {
    private final FlowableEmitter<AudioFrame> out;
    private final PcmBytes bytes = new PcmBytes();

    Sentence(FlowableEmitter<AudioFrame> out) {
      this.out = out;
    }

    @Override
    public void binary(Buffer message) {
      short[] samples = bytes.decode(message.getBytes());
      if (samples.length > 0) {
        out.onNext(new AudioFrame(samples, 0));
      }
    }

    @Override
    public void text(String message) {
      try {
        if (new JsonObject(message).getDouble("progress", 0d) >= 1) {
          out.onComplete();
        }
      } catch (DecodeException | ClassCastException garbage) {
        failed(
            SpeechException.failed("voiceapi sent something that is neither audio nor progress"));
      }
    }

    @Override
    public void closed() {
      failed(SpeechException.failed("voiceapi closed the connection in the middle of a sentence"));
    }

    @Override
    public void failed(SpeechException why) {
      out.tryOnError(why);
    }
  }
}
