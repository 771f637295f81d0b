package io.voxbus.ai.elevenlabs;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.ai.vendor.Endpoint;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.SpeakOptions;
import io.voxbus.ai.vendor.SpokenAudio;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.ai.vendor.VendorProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * ElevenLabs' voices. {@code extra.stability}, {@code similarity_boost}, {@code style} and {@code use_speaker_boost} are
 * settings of the voice, other pairs become query parameters. Emotion is up to the text; volume is set on this side.
 */
public final class ElevenLabsTts extends VendorProvider implements TtsProvider {
  static final String NAME = "elevenlabs";
  private static final String ENDPOINT = "wss://api.elevenlabs.io";
  private static final String KEY = "ELEVENLABS_API_KEY";
  static final Set<String> VOICE_SETTINGS = Set.of("stability", "similarity_boost", "style",
      "use_speaker_boost");

  public ElevenLabsTts() {
    super(NAME);
  }

  @Override
  public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
    Vendor started = vendor();
    return started.speak(text,
        () -> new ElevenLabsSpeaking(target(started, option), audio(option), option));
  }

  private static SpokenAudio audio(TtsOption option) {
    SpokenAudio.Format format = SpokenAudio.formatOf(option);
    return new SpokenAudio(format, SpokenAudio.rateOf(option.samplerate(), format, 16_000),
        SpokenAudio.gainOf(option));
  }

  private static ProviderTarget target(Vendor vendor, TtsOption option) {
    SpokenAudio.Format format = SpokenAudio.formatOf(option);
    Map<String, String> query = new HashMap<>();
    query.put("model_id", SpeakOptions.model(vendor, option, "eleven_flash_v2_5"));
    query.put("output_format", switch (format) {
      case PCM -> "pcm_" + SpokenAudio.rateOf(option.samplerate(), format, 16_000);
      case PCMU -> "ulaw_8000";
      case PCMA -> "alaw_8000";
    });
    String language = SpeakOptions.language(option);
    if (language != null) {
      query.put("language_code", language);
    }
    SpeakOptions.extra(option).forEach((key, value) -> {
      if (!VOICE_SETTINGS.contains(key) && !key.equals("model")) {
        query.put(key, value);
      }
    });
    String voice = SpeakOptions.speaker(vendor, option, "21m00Tcm4TlvDq8ikWAM");
    return target(vendor, option.endpoint(), option.secretKey(),
        "/v1/text-to-speech/" + ProviderTarget.encoded(voice) + "/stream-input", query);
  }

  static ProviderTarget target(Vendor vendor, @Nullable String named, @Nullable String key,
      String path, Map<String, String> query) {
    Endpoint endpoint = vendor.endpoint(named, "ELEVENLABS_ENDPOINT", "endpoint", ENDPOINT);
    return endpoint.target(path, query).withSecret("xi-api-key", "",
        endpoint.credential(key, KEY, "secretKey"));
  }
}
