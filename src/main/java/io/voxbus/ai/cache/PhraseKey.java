package io.voxbus.ai.cache;

import io.voxbus.directory.FileNames;
import io.voxbus.protocol.api.TtsOption;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a phrase is kept under: a SHA-256 over all that changes how it sounds, the same on every node. Who pays for it
 * does not count, so no credential is in it.
 */
public final class PhraseKey {
  private PhraseKey() {}

  /**
   * The key of a text. A {@code cacheKey} makes it another one, unless it is the key itself, as {@code /precache} has
   * told it.
   */
  public static String of(String provider, String text, TtsOption option) {
    String plain = hash(provider, text, option, null);
    String named = option.cacheKey();
    return named == null || named.isEmpty() || named.equals(plain)
        ? plain
        : hash(provider, text, option, named);
  }

  private static String hash(String provider, String text, TtsOption option,
      @Nullable String named) {
    StringBuilder all = new StringBuilder();
    add(all, "provider", provider.toLowerCase(Locale.ROOT));
    add(all, "speaker", option.speaker());
    add(all, "speed", option.speed());
    add(all, "volume", option.volume());
    add(all, "samplerate", option.samplerate());
    add(all, "codec", option.codec());
    add(all, "model", option.model());
    add(all, "emotion", option.emotion());
    add(all, "language", option.language());
    add(all, "endpoint", option.endpoint());
    Map<String, String> extra = option.extra() == null ? Map.of() : option.extra();
    new TreeMap<>(extra).forEach((name, value) -> add(all, "extra." + name, value));
    add(all, "text", text);
    add(all, "cacheKey", named);
    return FileNames.sha256(all.toString());
  }

  /** With its length, so that no value can look like two. */
  private static void add(StringBuilder all, String name, @Nullable Object value) {
    if (value != null) {
      String written = Objects.toString(value);
      all.append(name).append(':').append(written.length()).append(':').append(written)
          .append('\n');
    }
  }
}
