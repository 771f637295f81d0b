package io.voxbus.ai;

import io.voxbus.ai.cache.CacheConfig;
import io.voxbus.protocol.api.Seconds;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code ai} section of the configuration.
 *
 * @param asr       recogniser of calls that name none
 * @param tts       voice of calls that name none
 * @param realtime  model of calls whose {@code realtime} names none
 * @param plugins   folder of jars with further providers
 * @param stall     a voice that is silent for so long has failed
 * @param cache     what voices have said before
 * @param providers settings by provider name
 */
public record AiConfig(@Nullable String asr, @Nullable String tts, @Nullable String realtime,
    @Nullable String plugins, @Nullable Seconds stall, @Nullable CacheConfig cache,
    @Nullable Map<String, Map<String, String>> providers) {
  /** Of the built-in recogniser: how many utterances it hears at once, and for how many it is ready from the start. */
  private static final Map<String, Map<String, String>> BUILT_IN = Map.of("local",
      Map.of("recognizers", "2", "preload", "1"));

  public AiConfig {
    asr = asr == null ? "local" : asr;
    tts = tts == null ? "local" : tts;
    realtime = realtime == null ? "openai" : realtime;
    plugins = plugins == null ? "plugins" : plugins;
    stall = stall == null ? new Seconds(5_000) : stall;
    cache = cache == null ? new CacheConfig(null, null, null) : cache;
    providers = providers == null ? BUILT_IN : providers;
  }
}
