package io.voxbus.ai.vosk;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.voxbus.protocol.api.AsrOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is said to Vosk and what it says, in JSON. */
public final class VoskWords {
  /** What a grammar has for everything that is not in it. */
  private static final String OTHER = "[unk]";

  private VoskWords() {}

  /** All that may be said, in words of the model; null for open vocabulary. */
  public static @Nullable String grammar(AsrOption option) {
    Map<String, String> extra = option.extra() == null ? Map.of() : option.extra();
    List<String> phrases = Arrays.stream(extra.getOrDefault("phrases", "").split("[|\\n]"))
        .map(phrase -> phrase.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}' ]+", " ")
            .strip().replaceAll("\\s+", " "))
        .filter(phrase -> !phrase.isEmpty()).distinct().toList();
    return phrases.isEmpty() ? null : new JsonArray(new ArrayList<>(phrases)).add(OTHER).encode();
  }

  /** @param key {@code text} or {@code partial} */
  public static String text(String result, String key) {
    return new JsonObject(result).getString(key, "").replace(OTHER, "").strip()
        .replaceAll("\\s+", " ");
  }
}
