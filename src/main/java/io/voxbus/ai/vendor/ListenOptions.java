package io.voxbus.ai.vendor;

import io.voxbus.ai.spi.SpeechException;
import io.voxbus.audio.Pcm;
import io.voxbus.protocol.api.AsrOption;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the fields of {@code asr} are read. */
public final class ListenOptions {
  private static final Set<Integer> RATES = Set.of(8000, 16_000, 24_000, 48_000);
  private static final int LONGEST_PACKET = 1000;

  private ListenOptions() {}

  /** Hz of the audio the vendor is sent. */
  public static int rate(AsrOption option, int otherwise) {
    int rate = option.samplerate() == null ? otherwise : option.samplerate();
    if (!RATES.contains(rate)) {
      throw SpeechException.refused("asr.samplerate is one of 8000, 16000, 24000, 48000");
    }
    return rate;
  }

  /** {@code bufferSize} is the bytes of a packet of audio. */
  public static int packetMillis(AsrOption option, int otherwise) {
    if (option.bufferSize() == null || option.bufferSize() <= 0) {
      return otherwise;
    }
    int millis = option.bufferSize() * 1000 / (2 * rate(option, Pcm.RATE));
    return Math.clamp(millis, Pcm.FRAME_MILLIS, LONGEST_PACKET);
  }

  /** {@code modelType}, or {@code model} as it was called before. */
  public static String model(Vendor vendor, AsrOption option, String otherwise) {
    String given = option.modelType() == null ? option.model() : option.modelType();
    return given == null || given.isBlank() ? vendor.context().setting("model", otherwise) : given;
  }

  /** Null when the vendor is to find out. */
  public static @Nullable String language(AsrOption option) {
    String language = option.language();
    return language == null || language.isBlank() || language.equalsIgnoreCase("auto")
        ? null
        : language;
  }

  public static Map<String, String> extra(AsrOption option) {
    Map<String, String> extra = option.extra();
    return extra == null ? Map.of() : extra;
  }

  public static String extra(AsrOption option, String key, String otherwise) {
    return extra(option).getOrDefault(key, otherwise);
  }
}
