package io.voxbus.ai.openai;

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
import java.util.Map;

/**
 * {@code POST /v1/audio/speech}, a piece of text each. The API fixes bare samples at 24 kHz, so {@code samplerate} and
 * {@code codec} have no say; a server that sends another rate is told by {@code extra.pcm_rate}. {@code emotion} becomes
 * {@code instructions}; volume is set on this side; every other pair of {@code extra} is sent along.
 */
public final class OpenAiTts extends VendorProvider implements TtsProvider {
  private static final String PCM_RATE = "pcm_rate";
  private static final int RATE = 24_000;

  public OpenAiTts() {
    super(OpenAi.NAME);
  }

  @Override
  public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
    Vendor started = vendor();
    return Flowable.defer(() -> {
      ProviderTarget target = OpenAi.target(started,
          new OpenAi.Account(option.endpoint(), option.secretKey(), option.appId()),
          "/audio/speech", Map.of());
      int rate = SpokenAudio.rateOf(
          Integer.valueOf(SpeakOptions.extra(option, PCM_RATE, String.valueOf(RATE))),
          SpokenAudio.Format.PCM, RATE);
      return started.speakPieces(text, piece -> {
        SpokenAudio audio = new SpokenAudio(SpokenAudio.Format.PCM, rate,
            SpokenAudio.gainOf(option));
        return started.request(ProviderRequest.post(target, "application/json",
            body(started, piece, option).encode())).map(bytes -> audio.decode(bytes.getBytes()));
      });
    });
  }

  private static JsonObject body(Vendor vendor, String piece, TtsOption option) {
    JsonObject body = new JsonObject().put("model",
        SpeakOptions.model(vendor, option, "gpt-4o-mini-tts")).put("input", piece)
        .put("voice", SpeakOptions.speaker(vendor, option, "alloy")).put("response_format", "pcm");
    if (option.speed() != null) {
      body.put("speed", option.speed());
    }
    if (option.emotion() != null) {
      body.put("instructions", "Speak in a tone that is " + option.emotion() + ".");
    }
    SpeakOptions.extra(option).forEach(body::put);
    body.remove(PCM_RATE);
    return body;
  }
}
