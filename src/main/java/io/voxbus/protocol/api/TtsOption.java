package io.voxbus.protocol.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which voice speaks in a call, and how. */
public record TtsOption(@Nullable String provider,
    @JsonAlias("sampleRate") @Nullable Integer samplerate, @Nullable Double speed,
    @Nullable Integer volume, @JsonAlias("voice") @Nullable String speaker, @Nullable String codec,
    @Nullable Boolean subtitle, @Nullable String emotion, @Nullable String appId,
    @Nullable String secretId, @JsonAlias("apiKey") @Nullable String secretKey,
    @Nullable String endpoint, @Nullable Map<String, String> extra, @Nullable String model,
    @Nullable String language, @Nullable Integer maxConcurrentTasks, @Nullable String cacheKey,
    @Nullable String fallback) {
  /** An option that says nothing. */
  public static final TtsOption NONE = new TtsOption(null, null, null, null, null, null, null, null,
      null, null, null, null, null, null, null, null, null, null);

  /**
   * This option with every field that {@code over} gives in place of its own. Credentials and endpoint belong to a
   * provider: they are kept only while the provider stays the same.
   */
  public TtsOption with(@Nullable TtsOption over) {
    if (over == null) {
      return this;
    }
    boolean same = over.provider == null || over.provider.equalsIgnoreCase(provider);
    TtsOption own = same ? this : NONE;
    return new TtsOption(or(over.provider, provider), or(over.samplerate, samplerate),
        or(over.speed, speed), or(over.volume, volume), or(over.speaker, own.speaker),
        or(over.codec, codec), or(over.subtitle, subtitle), or(over.emotion, emotion),
        or(over.appId, own.appId), or(over.secretId, own.secretId),
        or(over.secretKey, own.secretKey),
        or(over.endpoint, own.endpoint), or(over.extra, own.extra), or(over.model, own.model),
        or(over.language, language), or(over.maxConcurrentTasks, maxConcurrentTasks),
        or(over.cacheKey, cacheKey), or(over.fallback, fallback));
  }

  /** This option with the voice and cache key that a command names beside it. */
  public TtsOption speaking(@Nullable String commandSpeaker, @Nullable String commandCacheKey) {
    return new TtsOption(provider, samplerate, speed, volume, or(commandSpeaker, speaker), codec,
        subtitle, emotion, appId, secretId, secretKey, endpoint, extra, model, language,
        maxConcurrentTasks, or(commandCacheKey, cacheKey), fallback);
  }

  /** The voice that takes over when this one fails; null: none. Whatever belongs to a vendor stays behind. */
  public @Nullable TtsOption onFallback() {
    return fallback == null || fallback.isBlank()
        ? null
        : new TtsOption(fallback, null, speed, volume, null, null, subtitle, null, null, null, null,
            null, null, null, language, maxConcurrentTasks, null, null);
  }

  private static <T> @Nullable T or(@Nullable T first, @Nullable T second) {
    return first != null ? first : second;
  }
}
