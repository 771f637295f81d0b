package io.voxbus.ai.voiceapi;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.vertx.core.json.JsonObject;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.ai.vendor.Message;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.SpeakDialect;
import io.voxbus.ai.vendor.SpeakOptions;
import io.voxbus.ai.vendor.SpeakReply;
import io.voxbus.ai.vendor.SpokenAudio;
import io.voxbus.ai.vendor.SpokenText;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.ai.vendor.VendorProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.audio.Pcm;
import io.voxbus.protocol.api.TtsOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * voiceapi's voices: {@code <endpoint>/tts}, one socket a sentence, since a socket speaks one text. The speaker is
 * {@code sid}, the option's or {@code VOICEAPI_SPEAKER_ID}'s.
 */
public final class VoiceApiTts extends VendorProvider implements TtsProvider {
  public VoiceApiTts() {
    super(VoiceApiAsr.NAME);
  }

  @Override
  public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
    Vendor started = vendor();
    return Flowable.defer(() -> {
      ProviderTarget target = VoiceApiAsr.target(started, option.endpoint(), "/tts",
          query(started, option));
      return SpokenText.pieces(text, Schedulers.computation())
          .concatMap(piece -> started.speakPiece(piece,
              new Dialect(target, SpokenAudio.gainOf(option))));
    });
  }

  private static Map<String, String> query(Vendor vendor, TtsOption option) {
    Map<String, String> query = new HashMap<>(Map.of("chunk_size", "2560", "split", "false"));
    query.putAll(SpeakOptions.extra(option));
    query.put("sid",
        vendor.choose(option.speaker(), "VOICEAPI_SPEAKER_ID", "speaker", "0"));
    if (option.speed() != null) {
      query.put("speed", option.speed().toString());
    }
    return query;
  }

  /** Text says how far it is: {@code progress} 1 is the end. */
  private record Dialect(ProviderTarget target, double gain) implements SpeakDialect {
    @Override
    public List<Message> say(String piece) {
      return List.of(new Message.Text(piece));
    }

    @Override
    public List<Message> end() {
      return List.of();
    }

    @Override
    public SpokenAudio audio() {
      return new SpokenAudio(SpokenAudio.Format.PCM, Pcm.RATE, gain);
    }

    @Override
    public List<SpeakReply> read(String message) {
      boolean over = new JsonObject(message).getDouble("progress", 0d) >= 1;
      return over ? List.of(new SpeakReply.Done()) : List.of();
    }
  }
}
