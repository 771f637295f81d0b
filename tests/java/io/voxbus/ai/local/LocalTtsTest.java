package io.voxbus.ai.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.UnicastProcessor;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.vertx.core.Vertx;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LocalTtsTest {
  private static final String SENTENCE = "The train to London leaves at nine.";
  private static final TestScheduler PAUSES = new TestScheduler();
  private static final LocalTts TTS = new LocalTts(PAUSES);
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    TTS.start(new ProviderContext(vertx,
        Map.of("voice", "kevin16", "voices", "2", "waitingPieces", "4")));
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void eachSentenceIsSpokenInItsTurn() {
    short[] one = Speech.say(TTS, "One.", TtsOption.NONE);
    short[] other = Speech.say(TTS, SENTENCE, TtsOption.NONE);

    var frames = TTS.speak(Flowable.just("One. " + SENTENCE), TtsOption.NONE).toList()
        .blockingGet();

    assertEquals(2, frames.size());
    assertArrayEquals(one, frames.get(0).pcm());
    assertArrayEquals(other, frames.get(1).pcm());
  }

  @Test
  void speedChangesHowLongItTakes() {
    double usual = Speech.say(TTS, SENTENCE, TtsOption.NONE).length;

    assertEquals(0.5, Speech.say(TTS, SENTENCE, with(2.0, null, null, null)).length / usual, 0.05);
    assertEquals(2, Speech.say(TTS, SENTENCE, with(0.5, null, null, null)).length / usual, 0.1);
  }

  @Test
  void volumeChangesHowLoudItIsAndFiveIsAsItIs() {
    double usual = level(Speech.say(TTS, SENTENCE, TtsOption.NONE));

    assertEquals(1, level(Speech.say(TTS, SENTENCE, with(null, 5, null, null))) / usual, 0);
    assertEquals(0.4, level(Speech.say(TTS, SENTENCE, with(null, 2, null, null))) / usual, 0.01);
    assertEquals(2, level(Speech.say(TTS, SENTENCE, with(null, 10, null, null))) / usual, 0.05);
  }

  @Test
  void anUnfinishedSentenceIsSpokenWhenNothingMoreComes() {
    UnicastProcessor<String> text = UnicastProcessor.create();
    var spoken = TTS.speak(text, TtsOption.NONE).test();

    text.onNext("please hold");
    PAUSES.advanceTimeBy(399, TimeUnit.MILLISECONDS);
    spoken.assertNoValues();
    PAUSES.advanceTimeBy(1, TimeUnit.MILLISECONDS);

    spoken.awaitCount(1);
    assertEquals(1, spoken.values().size());
    spoken.cancel();
  }

  @Test
  void nothingIsSpokenAfterCancelling() {
    UnicastProcessor<String> text = UnicastProcessor.create();
    var spoken = TTS.speak(text, TtsOption.NONE).test();
    text.onNext("One.");
    spoken.awaitCount(1);

    spoken.cancel();

    assertTrue(!text.hasSubscribers());
  }

  @Test
  void moreThanMayWaitIsRefusedAsBusy() {
    var all = Flowable.range(0, 40)
        .flatMapSingle(i -> TTS.speak(Flowable.just(SENTENCE), TtsOption.NONE).ignoreElements()
            .toSingleDefault("spoken")
            .onErrorReturn(why -> ((SpeechException) why).code() + " " + why.getMessage()))
        .toList().blockingGet();

    assertTrue(all.contains("503 the local voice is busy"), all.toString());
    assertTrue(all.stream().filter("spoken"::equals).count() >= 4, all.toString());
  }

  @Test
  void anotherLanguageOrSpeakerIsRefused() {
    assertRefused("the local voice speaks English only, not 'zh-CN'", SENTENCE,
        with(null, null, null, "zh-CN"));
    assertRefused("the local voice speaks English only, not '\u4f60\u597d'", "\u4f60\u597d",
        TtsOption.NONE);
    TTS.speak(Flowable.just(SENTENCE), with(null, null, "anna", null)).test()
        .awaitDone(10, TimeUnit.SECONDS).assertError(error -> error.getMessage()
            .matches("unknown speaker 'anna' of the local voice, known: .*kevin16.*"));
  }

  @Test
  void theBestVoiceThatIsThereSpeaksUnlessAnotherIsConfigured() {
    assertEquals("rms", LocalTts.usual("auto", List.of("rms", "kevin16", "slt")));
    assertEquals("slt", LocalTts.usual("slt", List.of("rms", "kevin16", "slt")));
    assertEquals("kevin16", LocalTts.usual("auto", List.of("kevin16")));
    assertEquals("ai.providers.local.voice: there is no voice 'rms' here, known: kevin16",
        assertThrows(IllegalArgumentException.class,
            () -> LocalTts.usual("rms", List.of("kevin16"))).getMessage());
  }

  @Test
  void theLibraryOfOtherVoicesIsGivenNothingButEnglishWriting() {
    assertEquals("it's   20  & 5   ok?",
        FliteVoice.plain("it\u2019s \u20ac 20\t & 5 \u0000 ok?"));
    assertEquals("a".repeat(40) + " " + "a".repeat(40) + " aaa b",
        FliteVoice.plain("a".repeat(83) + " b"));
  }

  @Test
  void nothingIsPrinted() {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream both = new PrintStream(printed)) {
      System.setOut(both);
      System.setErr(both);
      KevinVoice.load().speak("Dr. Xyzzyq's 3.14 @ 50% of $20, \u20ac5 & the 2nd U.S. A/C.", 1);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }

    assertEquals("", printed.toString());
  }

  private static void assertRefused(String why, String text, TtsOption option) {
    TTS.speak(Flowable.just(text), option).test().awaitDone(10, TimeUnit.SECONDS)
        .assertError(error -> why.equals(error.getMessage())
            && ((SpeechException) error).code() == 400);
  }

  private static double level(short[] samples) {
    double sum = 0;
    for (short sample : samples) {
      sum += (double) sample * sample;
    }
    return Math.sqrt(sum / samples.length);
  }

  private static TtsOption with(Double speed, Integer volume, String speaker, String language) {
    return new TtsOption(null, null, speed, volume, speaker, null, null, null, null, null, null,
        null, null, null, language, null, null, null);
  }
}
