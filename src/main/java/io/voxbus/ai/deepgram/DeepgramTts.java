package io.voxbus.ai.deepgram;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.json.JsonObject;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.ai.vendor.ProviderRequest;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.SpeakOptions;
import io.voxbus.ai.vendor.SpokenAudio;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.ai.vendor.VendorProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Deepgram's voices: by a request a piece of text, with {@code extra.streaming=true} over one WebSocket a text. The
 * speaker is the model, for example {@code aura-2-thalia-en}. Deepgram knows neither speed nor emotion; volume is set on
 * this side.
 */
public final class DeepgramTts extends VendorProvider implements TtsProvider {
  private static final String DEFAULT_SPEAKER = "aura-2-thalia-en";
  private static final String STREAMING = "streaming";

  public DeepgramTts() {
    super(DeepgramAsr.NAME);
  }

  @Override
  public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
    Vendor started = vendor();
    return Flowable.defer(() -> {
      ProviderTarget target = target(started, option);
      if (Boolean.parseBoolean(SpeakOptions.extra(option, STREAMING, "false"))) {
        return started.speak(text, () -> new DeepgramSpeaking(target, audio(option)));
      }
      return started.speakPieces(text, piece -> {
        SpokenAudio audio = audio(option);
        return started.request(ProviderRequest.post(target, "application/json",
            new JsonObject().put("text", piece).encode()))
            .map(bytes -> audio.decode(bytes.getBytes()));
      });
    });
  }

  private static SpokenAudio audio(TtsOption option) {
    SpokenAudio.Format format = SpokenAudio.formatOf(option);
    return new SpokenAudio(format, SpokenAudio.rateOf(option.samplerate(), format, 16_000),
        SpokenAudio.gainOf(option));
  }

  private static ProviderTarget target(Vendor vendor, TtsOption option) {
    SpokenAudio.Format format = SpokenAudio.formatOf(option);
    Map<String, String> query = new HashMap<>();
    query.put("container", "none");
    query.put("encoding", switch (format) {
      case PCM -> "linear16";
      case PCMU -> "mulaw";
      case PCMA -> "alaw";
    });
    query.put("sample_rate",
        String.valueOf(SpokenAudio.rateOf(option.samplerate(), format, 16_000)));
    query.put("model",
        SpeakOptions.speaker(vendor, option, SpeakOptions.model(vendor, option, DEFAULT_SPEAKER)));
    query.putAll(SpeakOptions.extra(option));
    query.remove(STREAMING);
    return DeepgramAsr.target(vendor, option.endpoint(), option.secretKey(), "/v1/speak", query);
  }
}
