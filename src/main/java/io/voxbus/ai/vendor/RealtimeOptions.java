package io.voxbus.ai.vendor;

import io.voxbus.ai.spi.SpeechException;
import io.voxbus.protocol.api.RealtimeOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How the fields of {@code realtime} are read. */
public final class RealtimeOptions {
  private RealtimeOptions() {}

  public static String extra(RealtimeOption option, String key, String otherwise) {
    Map<String, String> extra = option.extra();
    return extra == null ? otherwise : extra.getOrDefault(key, otherwise);
  }

  public static String model(Vendor vendor, RealtimeOption option, String otherwise) {
    return option.model() == null || option.model().isBlank()
        ? vendor.context().setting("realtimeModel", otherwise)
        : option.model();
  }

  public static List<Object> tools(RealtimeOption option) {
    List<Object> tools = option.tools();
    return tools == null ? List.of() : tools;
  }

  /** @throws SpeechException 400 for an {@code extra.codec} that is none */
  public static SpokenAudio.Format codec(RealtimeOption option) {
    String codec = extra(option, "codec", "pcm").toLowerCase(Locale.ROOT);
    return switch (codec) {
      case "pcm" -> SpokenAudio.Format.PCM;
      case "pcmu" -> SpokenAudio.Format.PCMU;
      case "pcma" -> SpokenAudio.Format.PCMA;
      default -> throw SpeechException
          .refused("realtime.extra.codec is one of pcm, pcmu, pcma, not '" + codec + "'");
    };
  }
}
