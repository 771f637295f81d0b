package io.voxbus.ai.vendor;

import io.voxbus.protocol.api.TtsOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the fields of {@code tts} are read. */
public final class SpeakOptions {
  private SpeakOptions() {}

  public static Map<String, String> extra(TtsOption option) {
    Map<String, String> extra = option.extra();
    return extra == null ? Map.of() : extra;
  }

  public static String extra(TtsOption option, String key, String otherwise) {
    return extra(option).getOrDefault(key, otherwise);
  }

  public static String speaker(Vendor vendor, TtsOption option, String otherwise) {
    return or(option.speaker(), vendor.context().setting("speaker", otherwise));
  }

  /** {@code model}, also as {@code extra.model}. */
  public static String model(Vendor vendor, TtsOption option, String otherwise) {
    return or(option.model(), extra(option, "model", vendor.context().setting("model", otherwise)));
  }

  /** Null when the vendor is to find out. */
  public static @Nullable String language(TtsOption option) {
    String language = option.language();
    return language == null || language.isBlank() || language.equalsIgnoreCase("auto")
        ? null
        : language;
  }

  private static String or(@Nullable String given, String otherwise) {
    return given == null || given.isBlank() ? otherwise : given;
  }
}
