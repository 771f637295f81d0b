package io.voxbus.ai.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.voxbus.bus.Json;
import io.voxbus.protocol.api.TtsOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhraseKeyTest {
  private static final String PLAIN = PhraseKey.of("tone", "hello", TtsOption.NONE);

  @Test
  void isTheSameOnEveryNodeOfEveryVersion() {
    assertEquals("71a28df912eb47fee5350175c3e314bb1e4977bae061ee213661a7a0ea6d073a", PLAIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"speaker: a", "speed: 1.5", "volume: 3", "samplerate: 8000",
      "codec: pcmu", "model: m", "emotion: sad", "language: en", "endpoint: 'http://a'",
      "extra: {a: b}", "cacheKey: c"})
  void everythingThatChangesTheSoundChangesIt(String option) {
    assertNotEquals(PLAIN, PhraseKey.of("tone", "hello", option(option)));
  }

  @Test
  void textAndProviderChangeItToo() {
    assertNotEquals(PLAIN, PhraseKey.of("tone", "hello.", TtsOption.NONE));
    assertNotEquals(PLAIN, PhraseKey.of("other", "hello", TtsOption.NONE));
    assertEquals(PLAIN, PhraseKey.of("Tone", "hello", TtsOption.NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"secretKey: s", "secretId: i", "appId: a", "subtitle: true",
      "maxConcurrentTasks: 3", "fallback: local"})
  void credentialsAndWhatDoesNotSoundDoNotCount(String option) {
    assertEquals(PLAIN, PhraseKey.of("tone", "hello", option(option)));
  }

  @Test
  void theOrderOfExtrasDoesNotCountAndTheirBordersDo() {
    assertEquals(PhraseKey.of("t", "x", option("extra: {a: '1', b: '2'}")),
        PhraseKey.of("t", "x", option("extra: {b: '2', a: '1'}")));
    assertNotEquals(PhraseKey.of("t", "x", option("extra: {a: 'b\\nc'}")),
        PhraseKey.of("t", "x", option("extra: {a: 'b', c: ''}")));
  }

  @Test
  void theKeyItselfAsCacheKeyIsTheSamePhrase() {
    assertEquals(PLAIN, PhraseKey.of("tone", "hello", option("cacheKey: " + PLAIN)));
  }

  private static TtsOption option(String yaml) {
    try {
      return new com.fasterxml.jackson.dataformat.yaml.YAMLMapper().readerFor(TtsOption.class)
          .readValue(yaml);
    } catch (JsonProcessingException e) {
      throw new AssertionError(Json.text(yaml), e);
    }
  }
}
