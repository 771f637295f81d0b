package io.voxbus.ai.elevenlabs;

import io.reactivex.rxjava3.core.Flowable;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.ai.vendor.ListenOptions;
import io.voxbus.ai.vendor.ProviderTarget;
import io.voxbus.ai.vendor.Vendor;
import io.voxbus.ai.vendor.VendorProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import java.util.HashMap;
import java.util.Map;

/** ElevenLabs' Scribe in real time. Every pair of {@code extra} becomes a query parameter and replaces the default. */
public final class ElevenLabsAsr extends VendorProvider implements AsrProvider {
  public ElevenLabsAsr() {
    super(ElevenLabsTts.NAME);
  }

  @Override
  public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
    Vendor started = vendor();
    return started.listen(audio, () -> new ElevenLabsListening(target(started, option),
        ListenOptions.rate(option, 16_000), ListenOptions.packetMillis(option, 100)));
  }

  private static ProviderTarget target(Vendor vendor, AsrOption option) {
    Map<String, String> query = new HashMap<>(
        Map.of("commit_strategy", "vad", "include_timestamps", "true"));
    query.put("model_id", ListenOptions.model(vendor, option, "scribe_v2_realtime"));
    query.put("audio_format", "pcm_" + ListenOptions.rate(option, 16_000));
    String language = ListenOptions.language(option);
    if (language != null) {
      query.put("language_code", language);
    }
    query.putAll(ListenOptions.extra(option));
    return ElevenLabsTts.target(vendor, option.endpoint(), option.secretKey(),
        "/v1/speech-to-text/realtime", query);
  }
}
