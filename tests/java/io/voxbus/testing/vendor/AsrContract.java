package io.voxbus.testing.vendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import io.voxbus.ai.spi.AsrProvider;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.audio.Pcm;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.testing.vendor.FakeVendor.Hears;
import io.voxbus.testing.vendor.FakeVendor.Ill;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every recogniser over a WebSocket does, whatever its vendor says and however it fails. */
@ExtendWith(VertxExtension.class)
public abstract class AsrContract {
  private static final long START = 1_700_000_000_000L;
  protected static final int FRAME_BYTES = 2 * Pcm.FRAME;

  protected FakeVendor server;
  protected AsrProvider asr;
  private Vertx vertx;
  private Disposable subscribed = Disposable.disposed();

  protected abstract FakeVendor fake(Vertx vertx);

  protected abstract AsrProvider provider();

  protected abstract String name();

  /** Further pairs that a stream of this vendor needs. */
  protected Map<String, String> extra() {
    return Map.of();
  }

  /** What the vendor says when it fails. */
  protected String failure() {
    return "too much for ***";
  }

  /** Whether the vendor tells the times of words. */
  protected boolean knowsTimes() {
    return true;
  }

  /** Whether audio waits until the vendor says that it is ready. */
  protected boolean getsReady() {
    return false;
  }

  @BeforeEach
  void start(Vertx vertx, VertxTestContext test) {
    this.vertx = vertx;
    asr = provider();
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
    asr.start(new ProviderContext(vertx,
        Map.of("connectMillis", millis, "answerMillis", millis, "endMillis", millis),
        environment));
  }

  @Test
  void textsGrowUntilTheyAreFinalAtTheTimesTheVendorTells() {
    server.script(new Hears(5 * FRAME_BYTES, 0, false, "hel", 20, 60),
        new Hears(10 * FRAME_BYTES, 0, true, "hello", 20, 120));

    List<Transcript> heard = heard(frames(10));

    assertEquals(List.of("0 false hel", "0 true hello"), told(heard));
    if (knowsTimes()) {
      assertEquals(List.of(START + 20, START + 120),
          List.of(heard.getLast().startMillis(), heard.getLast().endMillis()));
    }
  }

  @Test
  void aFinalTextNeedsNoPartialOneAndTheNextUtteranceHasTheNextNumber() {
    server.script(new Hears(5 * FRAME_BYTES, 0, true, "one", 0, 50),
        new Hears(10 * FRAME_BYTES, 1, true, "two", 60, 120));

    assertEquals(List.of("0 true one", "1 true two"), told(heard(frames(10))));
  }

  @Test
  void wrongCredentialsAreTold() {
    assertEquals("401 " + name() + " at " + where() + " refused with status 401",
        failed(frames(5), option(server.endpoint(), "wrong")));
  }

  @Test
  void missingCredentialsAreTold() {
    assertEquals("401", failed(frames(5), option(server.endpoint(), null)).substring(0, 3));
  }

  /** Else whoever may place a call could have the node's credentials sent to a server of his. */
  @Test
  void aServerThatTheCallNamesDoesNotGetTheNodesCredentials() {
    begin("1000", new NodeSecrets());

    for (AsrOption option : List.of(account(null, null, null),
        account(FakeVendor.APP_ID, FakeVendor.SECRET_ID, null),
        account(null, FakeVendor.SECRET_ID, null))) {
      String failed = failed(frames(5), option);
      assertEquals("401", failed.substring(0, 3), failed);
      assertFalse((failed + server.asked()).contains(NodeSecrets.MARK), failed);
    }
  }

  @Test
  void aKeyOfTheCallIsNotCompletedByTheNodesCredentials() {
    begin("1000", new NodeSecrets());

    Outcome.of(asr.transcribe(frames(5), account(null, null, FakeVendor.KEY)));

    assertFalse(server.asked().toString().contains(NodeSecrets.MARK), server.asked().toString());
  }

  @Test
  void anExhaustedQuotaIsTold() {
    server.ill(Ill.QUOTA);

    assertEquals("429 " + name() + " at " + where() + " refused with status 429", failed());
  }

  @Test
  void aVendorThatNeverAnswersIsGivenUp() {
    hurry();
    server.ill(Ill.NEVER_ANSWERS);

    assertEquals("504 " + name() + " at " + where() + " did not answer in time", failed());
  }

  /** One that has no such word is sent audio at once. */
  @Test
  void aVendorThatNeverGetsReadyIsGivenUp() {
    if (getsReady()) {
      hurry();
    }
    server.ill(Ill.NEVER_READY);
    server.script(new Hears(5 * FRAME_BYTES, 0, true, "at once", 0, 20));

    Flowable<AudioFrame> audio = getsReady() ? frames(5).concatWith(Flowable.never()) : frames(5);
    Outcome<Transcript> came = Outcome
        .of(asr.transcribe(audio, option(server.endpoint(), FakeVendor.KEY)).take(1));
    if (getsReady()) {
      assertEquals("504", came.failed().substring(0, 3));
    } else {
      assertEquals(List.of("0 true at once"), told(came.whole()));
    }
  }

  @Test
  void aHalfOpenConnectionIsNoticed(Vertx vertx, VertxTestContext test) {
    hurry();
    new HalfOpenServer(vertx).start().onComplete(test.succeeding(half -> {
      subscribed = asr.transcribe(frames(5).concatWith(Flowable.never()), option(half.endpoint(),
          FakeVendor.KEY)).subscribe(heard -> test.failNow("heard"), why -> test.verify(() -> {
            assertEquals("504", new Outcome<>(List.of(), why).failed().substring(0, 3));
            test.completeNow();
          }));
    }));
  }

  @Test
  void garbageIsTold() {
    server.ill(Ill.GARBAGE);

    assertEquals("502 " + name() + " sent something that is no transcript", failed());
  }

  @Test
  void aFailureOfTheVendorIsToldWithoutTheKeyItRepeats() {
    server.ill(Ill.FAILS);

    assertEquals("429 " + name() + ": " + failure(), failed());
  }

  @Test
  void closingWhileSomebodySpeaksIsTold() {
    server.ill(Ill.CLOSES);

    assertEquals("502 " + name() + " closed the connection", failed());
  }

  @Test
  void breakingOffIsTold() {
    server.ill(Ill.BREAKS_OFF);

    assertEquals("502 " + name() + " broke off the connection", failed());
  }

  @Test
  void aVendorThatIsSilentAfterTheEndIsNotWaitedForLong() {
    hurry();
    server.ill(Ill.SILENT);

    assertEquals(List.of(), heard(frames(5)));
  }

  /** The caller pauses, and so the vendor has nothing to say, for longer than anything is waited for. */
  @Test
  void audioSlowerThanRealTimeAndAVendorThatIsSilentMeanwhileAreNoFailure() {
    begin("1000", Map.of());
    server.script(new Hears(10 * FRAME_BYTES, 0, true, "after a while", 0, 20));

    assertEquals(List.of("0 true after a while"), told(heard(
        frames(5).concatWith(frames(5).delaySubscription(1_500, TimeUnit.MILLISECONDS)))));
  }

  @Test
  void audioFasterThanRealTimeIsPacedAndBounded() {
    long begun = System.nanoTime();
    server.script(new Hears(100 * FRAME_BYTES, 0, true, "all of it", 0, 2000));

    assertEquals(List.of("0 true all of it"), told(heard(frames(100))));
    long millis = (System.nanoTime() - begun) / 1_000_000;
    assertEquals(true, millis >= 750, "2 s of audio were sent in " + millis + " ms");

    assertEquals("504 " + name() + " does not take what it is sent", failed(frames(600),
        option(server.endpoint(), FakeVendor.KEY)));
  }

  @Test
  void cancellingClosesTheSocket(Vertx vertx, VertxTestContext test) {
    server.script(new Hears(5 * FRAME_BYTES, 0, true, "hello", 0, 0));

    subscribed = asr.transcribe(frames(5).concatWith(Flowable.never()),
        option(server.endpoint(), FakeVendor.KEY)).take(1)
        .subscribe(heard -> vertx.setPeriodic(5, timer -> {
          if (server.sockets() == 0) {
            vertx.cancelTimer(timer);
            test.completeNow();
          }
        }), test::failNow);
  }

  protected List<Transcript> heard(Flowable<AudioFrame> audio) {
    return Outcome.of(asr.transcribe(audio, option(server.endpoint(), FakeVendor.KEY))).whole();
  }

  private String failed() {
    return failed(frames(5), option(server.endpoint(), FakeVendor.KEY));
  }

  private String failed(Flowable<AudioFrame> audio, AsrOption option) {
    return Outcome.of(asr.transcribe(audio.concatWith(Flowable.never()), option)).failed();
  }

  private String where() {
    return server.endpoint().substring("http://".length());
  }

  protected AsrOption option(String endpoint, String key) {
    return option(endpoint, FakeVendor.APP_ID, FakeVendor.SECRET_ID, key);
  }

  private AsrOption account(String appId, String secretId, String key) {
    return option(server.endpoint(), appId, secretId, key);
  }

  private AsrOption option(String endpoint, String appId, String secretId, String key) {
    return new AsrOption(name(), null, null, null, appId, secretId, key, FRAME_BYTES, null,
        endpoint, extra(), null, null);
  }

  protected static Flowable<AudioFrame> frames(int count) {
    return Flowable.range(0, count).map(
        i -> new AudioFrame(new short[Pcm.FRAME], START + (long) i * Pcm.FRAME_MILLIS));
  }

  private static List<String> told(List<Transcript> heard) {
    return heard.stream().map(t -> t.index() + " " + t.isFinal() + " " + t.text()).toList();
  }
}
