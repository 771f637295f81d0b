package io.voxbus.ai.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.vertx.core.Vertx;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.testing.ModelSpeech;
import io.voxbus.testing.onnx.Graphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider over a graph as SenseVoice's, run by ONNX Runtime. */
class OnnxAsrTest {
  @TempDir
  Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final OnnxAsr asr = new OnnxAsr();

  @AfterEach
  void stop() {
    asr.stop();
    vertx.close();
  }

  private void start(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("asrModel", folder.toString());
    asr.start(new ProviderContext(vertx, settings));
  }

  private List<Transcript> hear(List<AudioFrame> audio, String language) {
    return asr.transcribe(Flowable.fromIterable(audio), ModelSpeech.option(language)).toList()
        .timeout(20, TimeUnit.SECONDS).blockingGet();
  }

  @Test
  void whatIsSaidIsHeardInItsOrder() throws IOException {
    Graphs.senseVoice(folder);
    start(Map.of("partialMillis", "0"));
    List<Transcript> heard = hear(ModelSpeech.twoPhrases(), "en-US");
    assertEquals(List.of(0, 1), heard.stream().map(Transcript::index).toList());
    assertTrue(heard.stream().allMatch(Transcript::isFinal), heard::toString);
    assertTrue(heard.stream().allMatch(one -> one.text().matches("((low|high) ?)+")),
        heard::toString);
    assertTrue(heard.get(0).startMillis() >= ModelSpeech.START_MILLIS, heard::toString);
    assertTrue(heard.get(0).endMillis() < heard.get(1).startMillis(), heard::toString);
  }

  @Test
  void partialResultsComeWhileSomebodySpeaks() throws IOException {
    Graphs.senseVoice(folder);
    start(Map.of("partialMillis", "200"));
    // as fast as it is said, for what has ended needs no partial results
    List<Transcript> heard = asr
        .transcribe(Flowable.fromIterable(ModelSpeech.twoPhrases())
            .zipWith(Flowable.interval(1, TimeUnit.MILLISECONDS).onBackpressureBuffer(),
                (frame, tick) -> frame),
            ModelSpeech.option("en"))
        .toList().timeout(20, TimeUnit.SECONDS).blockingGet();
    assertTrue(heard.stream().anyMatch(one -> !one.isFinal()), heard::toString);
    assertTrue(heard.getLast().isFinal(), heard::toString);
  }

  @Test
  void aLanguageThatTheModelDoesNotKnowIsRefused() throws IOException {
    Graphs.senseVoice(folder);
    start(Map.of());
    SpeechException why = assertThrows(SpeechException.class,
        () -> hear(ModelSpeech.twoPhrases(), "de"));
    assertEquals(400, why.code());
    assertTrue(String.valueOf(why.getMessage()).contains("'de'"), why::toString);
  }

  @Test
  void nobodyMayBeHeardWhileThereIsNoRoom() throws IOException {
    Graphs.senseVoice(folder);
    start(Map.of("waitingUtterances", "1"));
    // the first caller never comes to an end
    Disposable speaking = asr.transcribe(
        Flowable.fromIterable(ModelSpeech.onePhraseWithoutEnd()).concatWith(Flowable.never()),
        ModelSpeech.option("en")).subscribe();
    List<Transcript> heard;
    do {
      heard = hear(ModelSpeech.twoPhrases(), "en");
    } while (heard.getFirst().error() == null);
    assertEquals(List.of("recogniser busy", "recogniser busy"),
        heard.stream().map(Transcript::error).toList());
    speaking.dispose();
    do {
      heard = hear(ModelSpeech.twoPhrases(), "en");
    } while (heard.getFirst().error() != null);
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    assertMissing("ai.providers.onnx.asrModel: no such folder: ", Map.of("asrModel", "not/here"));
    assertMissing("ai.providers.onnx.asrModel names no folder of a model", Map.of());
    Map<String, String> here = Map.of("asrModel", folder.toString());
    assertMissing("has no model.int8.onnx, nor model.onnx", here);
    Files.writeString(folder.resolve("model.onnx"), "x");
    assertMissing("has no tokens.txt", here);
    Files.writeString(folder.resolve("tokens.txt"), "<blank> 0");
    assertMissing("model.onnx can't be loaded: ", here);
  }

  @Test
  void aModelOfAnotherKindIsRefused() throws IOException {
    Graphs.smartTurn(folder);
    Files.move(folder.resolve("smart-turn-v3.2-cpu.onnx"), folder.resolve("model.onnx"));
    Files.writeString(folder.resolve("tokens.txt"), "<blank> 0");
    assertMissing("the model tells no means", Map.of("asrModel", folder.toString()));
    Files.writeString(folder.resolve("am.mvn"), means());
    assertMissing("the model is no SenseVoice", Map.of("asrModel", folder.toString()));
  }

  private static String means() {
    return "<Nnet>\n<AddShift> 560 560\n<LearnRateCoef> 0 [ " + "0 ".repeat(560)
        + "]\n<Rescale> 560 560\n<LearnRateCoef> 0 [ " + "1 ".repeat(560) + "]\n</Nnet>\n";
  }

  private void assertMissing(String what, Map<String, String> settings) {
    SpeechException why = assertThrows(SpeechException.class,
        () -> asr.start(new ProviderContext(vertx, settings)));
    assertTrue(String.valueOf(why.getMessage()).contains(what), why::getMessage);
  }
}
