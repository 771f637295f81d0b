package io.voxbus.testing.vendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.testing.vendor.FakeVendor.Ill;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every voice does, whatever its vendor says and however it fails. */
@ExtendWith(VertxExtension.class)
public abstract class TtsContract {
  protected FakeVendor server;
  protected TtsProvider tts;
  private Vertx vertx;
  private Disposable subscribed = Disposable.disposed();

  protected abstract FakeVendor fake(Vertx vertx);

  protected abstract TtsProvider provider();

  protected abstract String name();

  /** Further pairs that a text of this vendor needs. */
  protected Map<String, String> extra() {
    return Map.of();
  }

  /** Whether the vendor is spoken to over a WebSocket. */
  protected boolean overSocket() {
    return true;
  }

  /** Whether text waits until the vendor says that it is ready. */
  protected boolean getsReady() {
    return false;
  }

  @BeforeEach
  void start(Vertx vertx, VertxTestContext test) {
    this.vertx = vertx;
    tts = provider();
    server = fake(vertx);
    begin(Map.of());
    server.start().onComplete(test.succeedingThenComplete());
  }

  @AfterEach
  void stop() {
    subscribed.dispose();
  }

  /** With more patience than a busy machine needs. */
  protected void begin(Map<String, String> environment) {
    begin("8000", environment);
  }

  /** For what must end by its time limit. */
  private void hurry() {
    begin("300", Map.of());
  }

  private void begin(String millis, Map<String, String> environment) {
    tts.start(new ProviderContext(vertx, Map.of("connectMillis", millis, "answerMillis", millis),
        environment));
  }

  @Test
  void sentencesAreHeardInTheirOrderWithoutEmojiAndMarkUp() {
    short[] all = joined(spoken(Flowable.just("**Hello** there \uD83D\uDE00. ", "How are ",
        "you?")));

    assertEquals(List.of("Hello there .", "How are you?"), server.texts());
    assertEquals(2 * FakeVendor.SAMPLES, all.length, 80);
    assertEquals(FakeVendor.toneOf("Hello there ."), hertz(all, 0), 12);
    assertEquals(FakeVendor.toneOf("How are you?"), hertz(all, all.length / 2), 12);
  }

  @Test
  void aTextThatIsTooLongIsSplit() {
    spoken(Flowable.just("word ".repeat(100)));

    assertEquals(List.of(true, true, 100),
        List.of(server.texts().size() > 1,
            server.texts().stream().allMatch(text -> text.length() <= 200),
            server.texts().stream().mapToInt(text -> text.split(" ", -1).length).sum()));
  }

  @Test
  void nothingToSayIsNothingSaid() {
    assertEquals(List.of(), spoken(Flowable.just("", " \uD83D\uDE00 ")));
    assertEquals(List.of(), server.texts());
  }

  @Test
  void wrongCredentialsAreTold() {
    assertEquals("401", failed(option(server.endpoint(), "wrong")).substring(0, 3));
  }

  @Test
  void missingCredentialsAreTold() {
    assertEquals("401", failed(option(server.endpoint(), null)).substring(0, 3));
  }

  /** Else whoever may place a call could have the node's credentials sent to a server of his. */
  @Test
  void aServerThatTheCallNamesDoesNotGetTheNodesCredentials() {
    begin("1000", new NodeSecrets());

    for (TtsOption option : List.of(account(null, null, null),
        account(FakeVendor.APP_ID, FakeVendor.SECRET_ID, null),
        account(null, FakeVendor.SECRET_ID, null))) {
      String failed = failed(option);
      assertEquals("401", failed.substring(0, 3), failed);
      assertFalse((failed + server.asked()).contains(NodeSecrets.MARK), failed);
    }
  }

  @Test
  void aKeyOfTheCallIsNotCompletedByTheNodesCredentials() {
    begin("1000", new NodeSecrets());

    Outcome.of(tts.speak(Flowable.just("Hello."), account(null, null, FakeVendor.KEY)));

    assertFalse(server.asked().toString().contains(NodeSecrets.MARK), server.asked().toString());
  }

  @Test
  void anExhaustedQuotaIsTold() {
    server.ill(Ill.QUOTA);

    assertEquals("429", failed().substring(0, 3));
  }

  @Test
  void aVendorThatNeverAnswersIsGivenUp() {
    hurry();
    server.ill(Ill.NEVER_ANSWERS);

    assertEquals("504 " + name() + " at " + where() + " did not answer in time", failed());
  }

  @Test
  void aVendorThatIsSilentIsGivenUp() {
    hurry();
    server.ill(Ill.SILENT);

    assertEquals("504", failed().substring(0, 3));
  }

  @Test
  void aVendorThatNeverGetsReadyIsGivenUp() {
    if (getsReady()) {
      hurry();
      server.ill(Ill.NEVER_READY);

      assertEquals("504", failed().substring(0, 3));
    }
  }

  @Test
  void aHalfOpenConnectionIsNoticed(Vertx vertx, VertxTestContext test) {
    hurry();
    new HalfOpenServer(vertx).start().onComplete(test.succeeding(half -> {
      subscribed = tts.speak(Flowable.just("Hello."), option(half.endpoint(), FakeVendor.KEY))
          .subscribe(frame -> test.failNow("heard"), why -> test.verify(() -> {
            assertEquals("504", new Outcome<>(List.of(), why).failed().substring(0, 3));
            test.completeNow();
          }));
    }));
  }

  /** Slower than it is heard: what is limited is the silence, not the whole. */
  @Test
  void aVendorThatIsSlowIsHeardToTheEnd() {
    begin("1200", Map.of());
    server.ill(Ill.SLOW);

    int samples = spoken(Flowable.just("Hello.")).stream().mapToInt(frame -> frame.pcm().length)
        .sum();
    server.ill(Ill.NOTHING);
    assertEquals(spoken(Flowable.just("Hello.")).stream()
        .mapToInt(frame -> frame.pcm().length).sum(), samples);
  }

  @Test
  void aFailureIsToldWithoutTheKeyThatTheVendorRepeats() {
    server.ill(Ill.FAILS);

    String failed = failed();
    assertEquals("too much for ***", failed.substring(failed.lastIndexOf(": ") + 2), failed);
  }

  @Test
  void breakingOffInTheMiddleIsTold() {
    server.ill(Ill.BREAKS_OFF);

    assertEquals("502 " + name() + " broke off the connection", failed());
  }

  @Test
  void closingInTheMiddleIsTold() {
    server.ill(Ill.CLOSES);

    assertEquals("502", failed().substring(0, 3));
  }

  @Test
  void garbageIsTold() {
    if (overSocket()) {
      server.ill(Ill.GARBAGE);

      assertEquals("502 " + name() + " sent something that is neither audio nor an answer",
          failed());
    }
  }

  @Test
  void anEndpointThatIsNoneIsRefused() {
    assertEquals("400 " + name() + ": the endpoint is no ws or http address",
        failed(option("file:///etc/passwd", FakeVendor.KEY)));
  }

  @Test
  void cancellingClosesTheSocket(Vertx vertx, VertxTestContext test) {
    subscribed = tts.speak(Flowable.just("One. Two. Three. ").concatWith(Flowable.never()),
        option(server.endpoint(), FakeVendor.KEY)).take(1)
        .subscribe(frame -> vertx.setPeriodic(5, timer -> {
          if (server.sockets() == 0) {
            vertx.cancelTimer(timer);
            test.completeNow();
          }
        }), test::failNow);
  }

  protected List<AudioFrame> spoken(Flowable<String> text) {
    return Outcome.of(tts.speak(text, option(server.endpoint(), FakeVendor.KEY))).whole();
  }

  private String failed() {
    return failed(option(server.endpoint(), FakeVendor.KEY));
  }

  private String failed(TtsOption option) {
    return Outcome.of(tts.speak(Flowable.just("Hello."), option)).failed();
  }

  private String where() {
    return server.endpoint().substring("http://".length());
  }

  protected TtsOption option(String endpoint, String key) {
    return option(endpoint, FakeVendor.APP_ID, FakeVendor.SECRET_ID, key);
  }

  private TtsOption account(String appId, String secretId, String key) {
    return option(server.endpoint(), appId, secretId, key);
  }

  private TtsOption option(String endpoint, String appId, String secretId, String key) {
    return new TtsOption(name(), null, null, null, null, null, null, null, appId, secretId, key,
        endpoint, extra(), null, null, null, null, null);
  }

  /** Everything a call can say about a voice. */
  protected TtsOption everything(Map<String, String> extra) {
    return new TtsOption(name(), 8000, 1.5, 8, "anna", "pcm", true, "happy", FakeVendor.APP_ID,
        FakeVendor.SECRET_ID, FakeVendor.KEY, server.endpoint(), extra, "fine", "de", 2, null,
        null);
  }

  protected static short[] joined(List<AudioFrame> frames) {
    short[] all = new short[frames.stream().mapToInt(frame -> frame.pcm().length).sum()];
    int at = 0;
    for (AudioFrame frame : frames) {
      System.arraycopy(frame.pcm(), 0, all, at, frame.pcm().length);
      at += frame.pcm().length;
    }
    return all;
  }

  /** Counts how often the tone that begins here crosses zero upwards, in the middle of it. */
  private static double hertz(short[] samples, int from) {
    int crossings = 0;
    int length = FakeVendor.SAMPLES - 400;
    for (int i = from + 200; i < from + 200 + length; i++) {
      crossings += samples[i - 1] < 0 && samples[i] >= 0 ? 1 : 0;
    }
    return crossings * 16_000.0 / length;
  }
}
