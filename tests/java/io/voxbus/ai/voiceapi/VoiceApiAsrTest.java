package io.voxbus.ai.voiceapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.UnicastProcessor;
import io.reactivex.rxjava3.disposables.Disposable;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.Transcript;
import io.voxbus.audio.AudioFrame;
import io.voxbus.audio.Pcm;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.testing.voiceapi.FakeVoiceApi;
import io.voxbus.testing.voiceapi.FakeVoiceApi.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class VoiceApiAsrTest {
  private static final int FRAME_BYTES = 2 * Pcm.FRAME;

  private final VoiceApiAsr asr = new VoiceApiAsr();
  private FakeVoiceApi server;
  private Disposable subscribed = Disposable.disposed();

  @BeforeEach
  void start(Vertx vertx, VertxTestContext test) {
    asr.start(new ProviderContext(vertx, Map.of("endMillis", "300")));
    server = new FakeVoiceApi(vertx);
    server.start().onComplete(test.succeedingThenComplete());
  }

  @AfterEach
  void stop() {
    subscribed.dispose();
  }

  @Test
  void textsGrowUntilTheyAreFinal(VertxTestContext test) {
    server.script(new Step.Say(FRAME_BYTES, "hel", false, 0),
        new Step.Say(FRAME_BYTES, "hello", true, 0), new Step.Say(3 * FRAME_BYTES, "bye", true, 1));

    expect(test, frames(3), List.of(new Transcript(0, false, "hel", 0, 0),
        new Transcript(0, true, "hello", 0, 0), new Transcript(1, true, "bye", 0, 0)));
  }

  @Test
  void theServerIsAskedForSixteenKilohertz(VertxTestContext test) {
    server.script(new Step.Say(FRAME_BYTES, "hello", true, 0));

    subscribed = asr.transcribe(frames(11), option(server.endpoint() + "/speech/")).toList()
        .subscribe(heard -> test.verify(() -> {
          server.assertGolden("voiceapi-listen");
          test.completeNow();
        }), test::failNow);
  }

  @Test
  void rateSizeOfPacketsAndExtrasAreThoseOfTheCall(VertxTestContext test) {
    server.script(new Step.Say(2 * FRAME_BYTES, "hello", true, 0));
    AsrOption option = new AsrOption("voiceapi", null, null, null, null, null, null,
        FRAME_BYTES, 8000, server.endpoint(), Map.of("lang", "de"), null, null);

    subscribed = asr.transcribe(frames(4), option).toList().subscribe(heard -> test.verify(() -> {
      assertEquals(List.of("/asr?lang=de&samplerate=8000"), server.requests());
      assertEquals(4 * 160 + 12_000, server.heard().length, 40, "80 ms and the silence at the end");
      test.completeNow();
    }), test::failNow);
  }

  @Test
  void anUtteranceStartsAtTheAudioThatBroughtItsFirstText(VertxTestContext test) {
    UnicastProcessor<AudioFrame> audio = UnicastProcessor.create();
    server.script(new Step.Say(FRAME_BYTES, "one", false, 0),
        new Step.Say(2 * FRAME_BYTES, "one two", true, 0));

    AsrOption each = new AsrOption("voiceapi", null, null, null, null, null, null, FRAME_BYTES,
        null, server.endpoint(), null, null, null);
    subscribed = asr.transcribe(audio, each).subscribe(heard -> {
      if (heard.isFinal()) {
        test.verify(() -> assertEquals(new Transcript(0, true, "one two", 5_020, 9_020), heard));
        test.completeNow();
      } else {
        audio.onNext(frame(9_000));
      }
    }, test::failNow);
    audio.onNext(frame(5_000));
  }

  @Test
  void garbageIsAnErrorOfTheVendor(VertxTestContext test) {
    server.script(new Step.Raw(FRAME_BYTES, "<html>"));

    expectFailure(test, server.endpoint(), 502, "voiceapi sent something that is no transcript");
  }

  @Test
  void breakingOffIsAnError(VertxTestContext test) {
    server.script(new Step.Close(FRAME_BYTES, 1011));

    expectFailure(test, server.endpoint(), 502, "voiceapi broke off the connection");
  }

  @Test
  void closingWhileSomebodySpeaksIsAnError(VertxTestContext test) {
    server.script(new Step.Close(FRAME_BYTES, 1000));

    expectFailure(test, server.endpoint(), 502, "voiceapi closed the connection");
  }

  @Test
  void aRefusalIsAnErrorThatShowsNoCredential(VertxTestContext test) {
    server.refuse(401);

    expectFailure(test, server.endpoint().replace("//", "//me:secret@") + "?token=secret", 401,
        "voiceapi at 127.0.0.1:" + server.port() + " refused with status 401");
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp(Vertx vertx, VertxTestContext test) {
    server.neverAnswer();
    asr.start(new ProviderContext(vertx, Map.of("connectMillis", "100")));

    expectFailure(test, server.endpoint(), 504,
        "voiceapi at 127.0.0.1:" + server.port() + " did not answer in time");
  }

  @Test
  void aServerThatIsNotThereIsAnError(VertxTestContext test) {
    expectFailure(test, "ws://127.0.0.1:1", 502, "voiceapi at 127.0.0.1:1 can't be reached");
  }

  @Test
  void anEndpointThatIsNoneIsRefused(VertxTestContext test) {
    expectFailure(test, "file:///etc/passwd", 400,
        "voiceapi: the endpoint is no ws or http address");
  }

  @Test
  void audioThatCanNotBeSentIsBounded(VertxTestContext test) {
    server.neverAnswer();
    subscribed = asr.transcribe(frames(600).concatWith(Flowable.never()), option(server.endpoint()))
        .subscribe(
            heard -> test.failNow("heard " + heard), why -> test.verify(() -> {
              assertEquals("voiceapi does not take what it is sent", why.getMessage());
              test.completeNow();
            }));
  }

  @Test
  void cancellingClosesTheSocket(Vertx vertx, VertxTestContext test) {
    server.script(new Step.Say(FRAME_BYTES, "hello", false, 0));
    UnicastProcessor<AudioFrame> audio = UnicastProcessor.create();
    for (int millis = 0; millis < 60; millis += Pcm.FRAME_MILLIS) {
      audio.onNext(frame(millis)); // as much as is sent at once
    }

    subscribed = asr.transcribe(audio, option(server.endpoint())).take(1)
        .subscribe(heard -> vertx.setPeriodic(5, timer -> {
          if (server.sockets() == 0 && !audio.hasSubscribers()) {
            vertx.cancelTimer(timer);
            test.completeNow();
          }
        }), test::failNow);
  }

  private void expect(VertxTestContext test, Flowable<AudioFrame> audio, List<Transcript> all) {
    subscribed = asr.transcribe(audio, option(server.endpoint())).toList()
        .subscribe(heard -> test.verify(() -> {
          assertEquals(all, heard);
          test.completeNow();
        }), test::failNow);
  }

  private void expectFailure(VertxTestContext test, String endpoint, int code, String message) {
    subscribed = asr.transcribe(frames(3).concatWith(Flowable.never()), option(endpoint)).subscribe(
        heard -> test.failNow("heard " + heard), why -> test.verify(() -> {
          assertEquals(message, why.getMessage());
          assertEquals(code, assertInstanceOf(SpeechException.class, why).code());
          test.completeNow();
        }));
  }

  private static Flowable<AudioFrame> frames(int count) {
    return Flowable.range(0, count).map(i -> new AudioFrame(new short[Pcm.FRAME], -20));
  }

  private static AudioFrame frame(long timeMillis) {
    return new AudioFrame(new short[Pcm.FRAME], timeMillis);
  }

  private static AsrOption option(String endpoint) {
    return new AsrOption("voiceapi", null, null, null, null, null, null, null, null, endpoint, null,
        null, null);
  }
}
