package io.voxbus.ai.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import io.voxbus.ai.local.LocalTts;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.audio.Pcm;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.testing.openai.FakeOpenAi;
import io.voxbus.testing.vendor.FakeVendor;
import io.voxbus.testing.vendor.FakeVendor.Ill;
import io.voxbus.testing.vendor.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Transcriptions of files: two utterances, said by the built-in voice. */
@ExtendWith(VertxExtension.class)
class OpenAiAsrTest {
  private static final long START = 1_700_000_000_000L;
  private static final List<AudioFrame> LINE = line("hello there", "good bye");

  private final OpenAiAsr asr = new OpenAiAsr();
  private Vertx vertx;
  private FakeOpenAi server;

  @BeforeEach
  void start(Vertx vertx, VertxTestContext test) {
    this.vertx = vertx;
    begin("8000");
    server = new FakeOpenAi(vertx);
    server.start().onComplete(test.succeedingThenComplete());
  }

  private void begin(String millis) {
    asr.start(new ProviderContext(vertx, Map.of("connectMillis", millis, "answerMillis", millis),
        Map.of()));
  }

  @Test
  void eachUtteranceIsAFileAndHasItsTimes() {
    server.transcripts("Hello there.", "Good bye.");

    List<Transcript> heard = heard(FakeVendor.KEY, Map.of()).whole();

    assertEquals(List.of("0 true Hello there.", "1 true Good bye."),
        heard.stream().map(t -> t.index() + " " + t.isFinal() + " " + t.text()).toList());
    assertEquals(START + 500, heard.getFirst().startMillis(), 150);
    assertEquals(true, heard.getFirst().endMillis() < heard.getLast().startMillis());
    assertEquals(List.of("/v1/audio/transcriptions", "/v1/audio/transcriptions"),
        server.requests());
  }

  @Test
  void theFormHoldsWhatTheCallSays() {
    server.transcripts("a", "b");

    heard(FakeVendor.KEY, Map.of("prompt", "names")).whole();

    server.assertGolden("openai-transcribe");
  }

  @Test
  void wrongCredentialsEndTheStream() {
    assertEquals("401", heard("wrong", Map.of()).failed().substring(0, 3));
  }

  @Test
  void anExhaustedQuotaEndsTheStream() {
    server.ill(Ill.QUOTA);

    assertEquals("429", heard(FakeVendor.KEY, Map.of()).failed().substring(0, 3));
  }

  @Test
  void whatMayPassCostsOneUtteranceOnly() {
    server.ill(Ill.GARBAGE).script();
    server.transcripts("a", "b");

    assertEquals(
        List.of("openai sent something that is no transcript",
            "openai sent something that is no transcript"),
        heard(FakeVendor.KEY, Map.of()).whole().stream().map(Transcript::error).toList());
  }

  @Test
  void aServerThatSaysNothingCostsOneUtteranceOnly() {
    begin("300");
    server.ill(Ill.NEVER_ANSWERS);

    assertEquals(2, heard(FakeVendor.KEY, Map.of()).whole().size());
  }

  private Outcome<Transcript> heard(String key, Map<String, String> extra) {
    return Outcome.of(asr.transcribe(Flowable.fromIterable(LINE), new AsrOption("openai", null,
        "fine", "de", null, null, key, null, null, server.endpoint(), extra, null, null)));
  }

  /** What is said, each with silence around it. */
  private static List<AudioFrame> line(String... texts) {
    List<AudioFrame> frames = new ArrayList<>();
    LocalTts voice = new LocalTts();
    quiet(frames);
    for (String text : texts) {
      for (AudioFrame said : voice.speak(Flowable.just(text), TtsOption.NONE).blockingIterable()) {
        for (int at = 0; at + Pcm.FRAME <= said.pcm().length; at += Pcm.FRAME) {
          add(frames, java.util.Arrays.copyOfRange(said.pcm(), at, at + Pcm.FRAME));
        }
      }
      quiet(frames);
      quiet(frames);
    }
    return frames;
  }

  private static void quiet(List<AudioFrame> frames) {
    for (int i = 0; i < 25; i++) {
      add(frames, new short[Pcm.FRAME]);
    }
  }

  private static void add(List<AudioFrame> frames, short[] pcm) {
    frames.add(new AudioFrame(pcm, START + (long) frames.size() * Pcm.FRAME_MILLIS));
  }
}
