package io.voxbus.ai.whisper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider over whisper.cpp's own library; a model of it is too large for a test. */
class WhisperAsrTest {
  @TempDir
  Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final WhisperAsr asr = new WhisperAsr();

  @AfterEach
  void close() {
    asr.stop();
    vertx.close();
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    assertMissing("ai.providers.whisper.model names no folder of a model", Map.of());
    Map<String, String> here = Map.of("model", folder.toString());
    assertMissing("has no *.bin", here);
    Files.writeString(folder.resolve("ggml-tiny.bin"), "this is no model, whatever its name says");
    assertMissing("whisper.cpp can't load " + folder.resolve("ggml-tiny.bin"), here);
  }

  private void assertMissing(String what, Map<String, String> settings) {
    SpeechException why = assertThrows(SpeechException.class,
        () -> asr.start(new ProviderContext(vertx, settings)));
    assertTrue(String.valueOf(why.getMessage()).contains(what), why::getMessage);
  }

  @Test
  void aLanguageIsItsFirstPart() {
    assertEquals("en", WhisperWords.language("en-US"));
    assertEquals("zh", WhisperWords.language(" ZH_cn"));
    assertEquals("auto", WhisperWords.language(""));
    assertEquals("auto", WhisperWords.language(null));
  }

  @Test
  void onlyWordsAreSaid() {
    assertEquals("Hello there.", WhisperWords.spoken(" Hello  [BLANK_AUDIO] there. (music)"));
    assertEquals("", WhisperWords.spoken("[BLANK_AUDIO]"));
  }
}
