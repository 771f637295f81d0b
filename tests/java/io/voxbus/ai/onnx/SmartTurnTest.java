package io.voxbus.ai.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.testing.ModelSpeech;
import io.voxbus.testing.onnx.Graphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge over a graph as Smart Turn's, which tells the mean of what it hears, run by ONNX Runtime. */
class SmartTurnTest {
  @TempDir
  Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final SmartTurn turn = new SmartTurn();

  @AfterEach
  void stop() {
    turn.stop();
    vertx.close();
  }

  private void start() {
    turn.start(new ProviderContext(vertx, Map.of("model", folder.toString())));
  }

  @Test
  void eightSecondsAreJudged() throws IOException {
    Graphs.smartTurn(folder);
    start();
    short[] phrase = ModelSpeech.phrase();
    float[] mel = new io.voxbus.audio.features.WhisperMel(8).of(phrase, phrase.length);
    double mean = 0;
    for (float value : mel) {
      mean += value / mel.length;
    }
    assertEquals(1 / (1 + Math.exp(-mean)), turn.complete(phrase), 1e-4);
    assertEquals(8_000, turn.heardMillis());
  }

  @Test
  void beforeItIsStartedItHasNoTime() {
    assertEquals(503,
        assertThrows(SpeechException.class, () -> turn.complete(new short[320])).code());
  }

  @Test
  void whatIsMissingIsNamed() {
    SpeechException why = assertThrows(SpeechException.class, this::start);
    assertTrue(String.valueOf(why.getMessage()).contains("has no *.onnx"), why::getMessage);
  }

  @Test
  void aModelOfAnotherKindIsRefused() throws IOException {
    Graphs.senseVoice(folder);
    SpeechException why = assertThrows(SpeechException.class, this::start);
    assertEquals("the model is no Smart Turn: it wants [x, x_length, language, text_norm]",
        why.getMessage());
    Files.delete(folder.resolve("model.int8.onnx"));
  }
}
