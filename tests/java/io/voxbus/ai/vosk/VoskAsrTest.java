package io.voxbus.ai.vosk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.protocol.api.AsrOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider over Vosk's own library; a model of it is too large for a test. */
class VoskAsrTest {
  @TempDir
  Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final VoskAsr asr = new VoskAsr();

  @AfterEach
  void close() {
    asr.stop();
    vertx.close();
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    assertMissing("ai.providers.vosk.model names no folder of a model", Map.of());
    assertMissing("ai.providers.vosk.model: no such folder: ", Map.of("model", "not/here"));
    Map<String, String> here = Map.of("model", folder.toString());
    assertMissing("has no am/final.mdl, nor final.mdl", here);
    Files.createDirectories(folder.resolve("am"));
    Files.writeString(folder.resolve("am/final.mdl"), "x");
    assertMissing("has no conf/mfcc.conf, nor mfcc.conf", here);
  }

  private void assertMissing(String what, Map<String, String> settings) {
    SpeechException why = assertThrows(SpeechException.class,
        () -> asr.start(new ProviderContext(vertx, settings)));
    assertTrue(String.valueOf(why.getMessage()).contains(what), why::getMessage);
  }

  @Test
  void phrasesBecomeAGrammar() {
    assertEquals("[\"sales please\",\"don't\",\"[unk]\"]",
        VoskWords.grammar(saying(Map.of("phrases", "Sales, please|Don't\n|sales please"))));
    assertNull(VoskWords.grammar(saying(Map.of())));
    assertNull(VoskWords.grammar(saying(null)));
  }

  private static AsrOption saying(Map<String, String> extra) {
    return new AsrOption(null, null, null, null, null, null, null, null, null, null, extra, null,
        null);
  }

  @Test
  void whatIsInNoPhraseIsLeftOut() {
    assertEquals("call sales", VoskWords.text("{\"text\" : \"call [unk] sales [unk]\"}", "text"));
    assertEquals("", VoskWords.text("{\"partial\" : \"\"}", "partial"));
  }
}
