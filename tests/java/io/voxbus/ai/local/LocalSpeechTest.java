package io.voxbus.ai.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.UnicastProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.vertx.core.Vertx;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.protocol.api.TtsOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the built-in voice says, the built-in recogniser understands. */
class LocalSpeechTest {
  private static final Map<String, String> PHRASES = Map.of("phrases",
      "Yes|No|call me back|speak to an agent|goodbye|what time is it?|stop");
  private static final List<String> SENTENCES = List.of("please call me back tomorrow morning",
      "i would like to speak to an agent", "what time do you open on monday",
      "thank you very much for your help", "the weather is nice today",
      "can you tell me the price of this book", "my name is john and i live in london",
      "how much does it cost to send a letter", "i want to cancel my order",
      "where is the next train station");
  private static final LocalTts TTS = new LocalTts();
  private static final LocalAsr ASR = new LocalAsr();
  private static final int WAITING = 16;
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    TTS.start(new ProviderContext(vertx, Map.of("voice", "kevin16")));
    ASR.start(
        new ProviderContext(vertx, Map.of("recognizers", "1", "waitingUtterances", "" + WAITING)));
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void phrasesOfAListAreUnderstoodExactly() {
    List<String> said = List.of("call me back", "yes", "what time is it", "no",
        "speak to an agent", "stop", "goodbye");

    assertEquals(said, finals(hear(Speech.listenFor(PHRASES), said)));
  }

  @Test
  void aGrammarIsUnderstoodExactly() {
    String jsgf = "public <order> = (open | close) the (door | window) [please];";

    assertEquals(List.of("open the window please", "close the door"),
        finals(hear(Speech.listenFor(Map.of("grammar", jsgf)),
            List.of("open the window please", "close the door"))));
  }

  @Test
  void whatIsNotInTheListIsNotTakenForSomethingInIt() {
    assertEquals(List.of("yes"), finals(hear(Speech.listenFor(PHRASES),
        List.of("the quick brown fox jumps over the lazy dog", "yes"))));
  }

  @Test
  void mostWordsOfOpenSpeechAreUnderstood() {
    List<Transcript> heard = hear(Speech.listenFor(Map.of()), SENTENCES);

    String text = String.join(" ", finals(heard));
    String said = String.join(" ", SENTENCES);
    double errors = Speech.wordErrors(said, text) / (double) said.split(" ").length;
    System.out.printf("open vocabulary: %.1f %% word errors: %s%n", errors * 100, text);
    assertTrue(errors < 0.15, text);
  }

  @Test
  void theTextGrowsUntilItIsFinal() {
    List<Transcript> heard = hear(Speech.listenFor(PHRASES), List.of("speak to an agent"));

    assertTrue(heard.size() > 1, heard.toString());
    assertEquals(1, heard.stream().filter(Transcript::isFinal).count());
    assertTrue(heard.getLast().isFinal());
    assertTrue(heard.stream().allMatch(part -> part.index() == 0));
    for (int i = 2; i < heard.size() - 1; i++) {
      assertFalse(heard.get(i).text().equals(heard.get(i - 1).text()), heard.toString());
    }
  }

  @Test
  void timesAreThoseOfTheVoice() {
    short[] said = say("speak to an agent");
    Transcript last = hear(Speech.listenFor(PHRASES), List.of("speak to an agent")).getLast();

    long lineMillis = Speech.START_MILLIS + 1000;
    assertEquals(lineMillis + Speech.firstLoudMillis(said), last.startMillis(), 100);
    assertEquals(lineMillis + Speech.lastLoudMillis(said), last.endMillis(), 150);
  }

  @Test
  void twoStreamsAtOnceDoNotMix() {
    Flowable<Transcript> one = listen(Speech.listenFor(PHRASES), List.of("call me back", "no"));
    Flowable<Transcript> other = listen(
        Speech.listenFor(Map.of("phrases", "open the door|close the door")),
        List.of("close the door", "open the door"));

    var heardOther = other.toList().toCompletionStage().toCompletableFuture();

    assertEquals(List.of("call me back", "no"), finals(one.toList().blockingGet()));
    assertEquals(List.of("close the door", "open the door"), finals(heardOther.join()));
  }

  @Test
  void aStreamThatIsGivenUpFreesItsRecogniser() throws Exception {
    UnicastProcessor<AudioFrame> endless = UnicastProcessor.create();
    var first = ASR.transcribe(endless, Speech.listenFor(PHRASES)).test();
    Speech.line(say("what time is it please tell me what time it is")).stream().limit(100)
        .forEach(endless::onNext);
    first.awaitCount(1);

    first.cancel();

    assertEquals(List.of("stop"),
        finals(hear(Speech.listenFor(PHRASES), List.of("stop"))));
    assertFalse(endless.hasSubscribers());
  }

  /** The first one is busy with an utterance that does not end. */
  @Test
  void aFurtherRecogniserIsLoadedWhenThereIsMoreToHear() {
    LocalAsr asr = new LocalAsr();
    asr.start(new ProviderContext(vertx, Map.of("recognizers", "2", "preload", "0")));
    UnicastProcessor<AudioFrame> endless = UnicastProcessor.create();
    var first = asr.transcribe(endless, Speech.listenFor(PHRASES)).test();
    Speech.line(say("what time is it please tell me what time it is")).stream().limit(100)
        .forEach(endless::onNext);
    first.awaitCount(1);

    List<Transcript> second = asr.transcribe(Flowable.fromIterable(Speech.line(say("stop"))),
        Speech.listenFor(PHRASES)).toList().blockingGet();

    assertEquals(List.of("stop"), finals(second));
    first.assertNotComplete();
    asr.stop();
  }

  @Test
  void whoHasWaitedLongestIsToldWhenTooManyWait() {
    List<AudioFrame> beginning = Speech.line(say("what time is it please tell me what time it is"))
        .subList(0, 100);
    List<UnicastProcessor<AudioFrame>> lines = new ArrayList<>();
    List<TestSubscriber<Transcript>> heard = new ArrayList<>();
    for (int i = 0; i < 1 + WAITING + 1; i++) {
      lines.add(UnicastProcessor.create());
      heard.add(ASR.transcribe(lines.get(i), Speech.listenFor(PHRASES)).test());
      beginning.forEach(lines.get(i)::onNext);
    }

    heard.get(1).awaitCount(1);
    lines.get(1).onComplete();

    heard.get(1).awaitDone(10, TimeUnit.SECONDS).assertComplete();
    assertEquals(List.of("recogniser busy"),
        heard.get(1).values().stream().map(Transcript::error).toList());
    heard.forEach(TestSubscriber::cancel);
  }

  @Test
  void wordsNobodyKnowsAreNamed() {
    SpeechException refused = failure(
        Speech.listenFor(Map.of("phrases", "yes|blorpify the xyzzyq")));

    assertEquals("not in the dictionary: blorpify, xyzzyq", refused.getMessage());
    assertEquals(400, refused.code());
  }

  @Test
  void aTextThatIsNoGrammarIsRefused() {
    assertEquals(400, failure(Speech.listenFor(Map.of("grammar", "public <a = b"))).code());
  }

  @Test
  void anotherLanguageIsRefused() {
    AsrOption chinese = new AsrOption("local", null, null, "zh", null, null, null, null, null, null,
        null, null, null);

    assertEquals("the local recogniser understands English only, not 'zh'",
        failure(chinese).getMessage());
  }

  private static SpeechException failure(AsrOption option) {
    var heard = ASR.transcribe(Flowable.never(), option).test();
    heard.awaitDone(20, TimeUnit.SECONDS);
    return heard.values().isEmpty() ? (SpeechException) error(heard) : null;
  }

  private static Throwable error(TestSubscriber<?> heard) {
    Throwable[] error = new Throwable[1];
    heard.assertError(cause -> {
      error[0] = cause;
      return true;
    });
    return error[0];
  }

  private static short[] say(String text) {
    return Speech.say(TTS, text, TtsOption.NONE);
  }

  private static Flowable<Transcript> listen(AsrOption option, List<String> said) {
    short[][] spoken = said.stream().map(LocalSpeechTest::say).toArray(short[][]::new);
    return ASR.transcribe(Flowable.fromIterable(Speech.line(spoken)), option);
  }

  private static List<Transcript> hear(AsrOption option, List<String> said) {
    return listen(option, said).toList().blockingGet();
  }

  private static List<String> finals(List<Transcript> heard) {
    return heard.stream().filter(Transcript::isFinal).filter(part -> !part.text().isEmpty())
        .map(Transcript::text).toList();
  }
}
