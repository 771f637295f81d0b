package io.voxbus.ai.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Vertx;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.testing.onnx.Graphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider over a graph as a voice of Piper, run by ONNX Runtime. */
class OnnxTtsTest {
  @TempDir
  Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final OnnxTts tts = new OnnxTts();

  @AfterEach
  void stop() {
    tts.stop();
    vertx.close();
  }

  private void start(String... more) {
    Map<String, String> settings = more.length == 0
        ? Map.of("ttsModel", folder.toString())
        : Map.of("ttsModel", folder.toString(), more[0], more[1]);
    tts.start(new ProviderContext(vertx, settings));
  }

  private List<AudioFrame> speak(String text, TtsOption option) {
    return tts.speak(Flowable.just(text), option).toList().timeout(20, TimeUnit.SECONDS)
        .blockingGet();
  }

  @Test
  void aTextIsSpokenSentenceBySentence() throws IOException {
    Graphs.piper(folder);
    start();
    List<AudioFrame> spoken = speak("Ab ab. Bbb bbb.", TtsOption.NONE);
    // ^_ b_ space_ a_ b_ $: 100 samples at 8 kHz each; A and full stops are no sounds of this voice
    assertEquals(List.of(11 * 200, 15 * 200),
        spoken.stream().map(frame -> frame.pcm().length).toList());
    int peak = 0;
    for (short sample : spoken.getFirst().pcm()) {
      peak = Math.max(peak, sample);
    }
    assertTrue(peak > 28_000, "peak " + peak);
  }

  @Test
  void itIsAsLoudAsAskedFor() throws IOException {
    Graphs.piper(folder);
    start();
    short[] usual = speak("bb", TtsOption.NONE).getFirst().pcm();
    short[] quiet = speak("bb", new TtsOption(null, null, null, 1, null, null, null, null, null,
        null, null, null, null, null, null, null, null, null)).getFirst().pcm();
    short[] fifth = new short[usual.length];
    for (int i = 0; i < usual.length; i++) {
      fifth[i] = (short) Math.round(usual[i] * 0.2);
    }
    assertArrayEquals(fifth, quiet);
  }

  @Test
  void aSpeakerThatTheVoiceDoesNotHaveIsRefused() throws IOException {
    Graphs.piper(folder);
    start();
    SpeechException why = assertThrows(SpeechException.class,
        () -> speak("a", TtsOption.NONE.speaking("bob", null)));
    assertEquals(400, why.code());
    assertEquals("unknown speaker 'bob' of the voice, known: 0 to 0", why.getMessage());
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    assertMissing("ai.providers.onnx.ttsModel names no folder", Map.of());
    Map<String, String> here = Map.of("ttsModel", folder.toString());
    assertMissing("has no *.onnx", here);
    Files.writeString(folder.resolve("a.onnx"), "x");
    assertMissing("has no a.onnx.json", here);
    Files.writeString(folder.resolve("a.onnx.json"), "{}");
    assertMissing("phoneme_id_map lacks", here);
    Files.writeString(folder.resolve("a.onnx.json"), "[");
    assertMissing("is none of Piper's", here);
  }

  private void assertMissing(String what, Map<String, String> settings) {
    SpeechException why = assertThrows(SpeechException.class,
        () -> tts.start(new ProviderContext(vertx, settings)));
    assertTrue(String.valueOf(why.getMessage()).contains(what), why::getMessage);
  }

  @Test
  void theProgramThatKnowsSoundsIsNamedWhenItIsMissing() throws IOException {
    Graphs.piper(folder);
    Path config = folder.resolve("voice.onnx.json");
    Files.writeString(config, Files.readString(config).replace("\"text\"",
        "\"espeak\", \"espeak\": {\"voice\": \"en-us\"}"));
    start("espeak", "/no/such/espeak");
    SpeechException why = assertThrows(SpeechException.class,
        () -> speak("a", TtsOption.NONE));
    assertEquals("the voice needs the program /no/such/espeak (Debian: espeak-ng), which can't be"
        + " run here", why.getMessage());
  }

  @Test
  void soundsComeFromTheProgramAndPunctuationStays() throws IOException {
    Path program = Files.writeString(folder.resolve("espeak"), """
        #!/bin/sh
        read -r words || true
        echo " ($5-xx)<$words>"
        """.replace("($5-xx)", "(en-xx)"));
    assertTrue(program.toFile().setExecutable(true));
    assertEquals("<Hello there>, <you>!", new EspeakPhonemes(program.toString(), "en", 5_000)
        .of("Hello there, you!!"));
  }

  @Test
  void aProgramThatFailsOrHangsIsAnError() throws IOException {
    Path program = Files.writeString(folder.resolve("espeak"), "#!/bin/sh\nexit 3\n");
    assertTrue(program.toFile().setExecutable(true));
    SpeechException why = assertThrows(SpeechException.class,
        () -> new EspeakPhonemes(program.toString(), "tlh", 5_000).of("nuqneH"));
    assertTrue(Objects.requireNonNull(why.getMessage()).contains("no voice 'tlh'"),
        why::getMessage);
    Files.writeString(program, "#!/bin/sh\nexec sleep 60\n");
    assertThrows(SpeechException.class,
        () -> new EspeakPhonemes(program.toString(), "en", 100).of("hello"));
  }
}
