package io.voxbus.ai.azure;

import io.reactivex.rxjava3.core.Flowable;
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
 * Azure's neural voices, a request a piece. Speed and volume are prosody of the SSML, {@code emotion} is the style of an
 * {@code express-as}; the model is part of the speaker's name. Of {@code extra} only {@code region} has a meaning.
 */
public final class AzureTts extends VendorProvider implements TtsProvider {
  public AzureTts() {
    super(Azure.NAME);
  }

  @Override
  public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
    Vendor started = vendor();
    return Flowable.defer(() -> {
      SpokenAudio.Format format = SpokenAudio.formatOf(option);
      int rate = SpokenAudio.rateOf(option.samplerate(), format, 16_000);
      ProviderTarget target = Azure.target(started,
          new Azure.Account(option.endpoint(), option.secretKey(),
              SpeakOptions.extra(option).get("region")),
          "tts", "/cognitiveservices/v1", Map.of())
          .with("X-Microsoft-OutputFormat", formatName(format, rate))
          .with("User-Agent", "voxbus");
      return started.speakPieces(text, piece -> {
        SpokenAudio audio = new SpokenAudio(format, rate, 1);
        return started.request(ProviderRequest.post(target, "application/ssml+xml",
            Ssml.of(piece, SpeakOptions.speaker(started, option, "en-US-AvaMultilingualNeural"),
                option)))
            .map(bytes -> audio.decode(bytes.getBytes()));
      });
    });
  }

  private static String formatName(SpokenAudio.Format format, int rate) {
    return switch (format) {
      case PCM -> "raw-" + (rate % 1000 == 0 ? rate / 1000 + "khz" : rate + "hz")
          + "-16bit-mono-pcm";
      case PCMU -> "raw-8khz-8bit-mono-mulaw";
      case PCMA -> "raw-8khz-8bit-mono-alaw";
    };
  }
}
