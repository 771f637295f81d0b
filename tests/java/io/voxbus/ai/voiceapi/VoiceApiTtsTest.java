package io.voxbus.ai.voiceapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.testing.voiceapi.FakeVoiceApi;
import io.voxbus.testing.voiceapi.FakeVoiceApi.Voice;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class VoiceApiTtsTest {
  private final VoiceApiTts tts = new VoiceApiTts();
  private FakeVoiceApi server;
  private Disposable subscribed = Disposable.disposed();

  @BeforeEach
  void start(Vertx vertx, VertxTestContext test) {
    server = new FakeVoiceApi(vertx);
    server.start().onSuccess(listening -> tts.start(new ProviderContext(vertx,
        Map.of("endpoint", server.endpoint(), "answerMillis", "1500"))))
        .onComplete(test.succeedingThenComplete());
  }

  @AfterEach
  void stop() {
    subscribed.dispose();
  }

  @Test
  void eachSentenceIsSpokenInItsTurn(VertxTestContext test) {
    subscribed = tts.speak(Flowable.just("Hello there. ", "How are ", "you?"), TtsOption.NONE)
        .toList()
        .subscribe(frames -> test.verify(() -> {
          assertEquals(List.of("Hello there.", "How are you?"), server.texts());
          short[] all = joined(frames);
          assertEquals(2 * FakeVoiceApi.SAMPLES, all.length);
          assertEquals(FakeVoiceApi.toneOf("Hello there."), hertz(all, 0), 4);
          assertEquals(FakeVoiceApi.toneOf("How are you?"), hertz(all, FakeVoiceApi.SAMPLES), 4);
          test.completeNow();
        }), test::failNow);
  }

  @Test
  void speakerSpeedAndExtrasAreSent(VertxTestContext test) {
    TtsOption option = new TtsOption(null, null, 1.5, null, "7", null, null, null, null, null, null,
        null, Map.of("model", "x"), null, null, null, null, null);

    subscribed = tts.speak(Flowable.just("Hello."), option).toList()
        .subscribe(frames -> test.verify(() -> {
          server.assertGolden("voiceapi-speak");
          test.completeNow();
        }), test::failNow);
  }

  @Test
  void breakingOffInTheMiddleIsAnError(VertxTestContext test) {
    server.voice(Voice.CLOSES_IN_THE_MIDDLE);

    expectFailure(test, 502, "voiceapi closed the connection in the middle of a sentence");
  }

  @Test
  void garbageIsAnError(VertxTestContext test) {
    server.voice(Voice.GARBAGE);

    expectFailure(test, 502, "voiceapi sent something that is neither audio nor an answer");
  }

  @Test
  void aVoiceThatSaysNothingIsGivenUp(VertxTestContext test) {
    server.voice(Voice.SILENT);

    expectFailure(test, 504, "voiceapi did not go on speaking in time");
  }

  @Test
  void cancellingClosesTheSocketAndDropsTheRest(Vertx vertx, VertxTestContext test) {
    subscribed = tts.speak(Flowable.just("One. Two. Three."), TtsOption.NONE).take(1)
        .subscribe(frame -> vertx.setPeriodic(5, timer -> {
          if (server.sockets() == 0) {
            vertx.cancelTimer(timer);
            test.verify(() -> assertEquals(List.of("One."), server.texts()));
            test.completeNow();
          }
        }), test::failNow);
  }

  private void expectFailure(VertxTestContext test, int code, String message) {
    subscribed = tts.speak(Flowable.just("Hello."), TtsOption.NONE).ignoreElements().subscribe(
        () -> test.failNow("spoken"), why -> test.verify(() -> {
          assertEquals(message, why.getMessage());
          assertEquals(code, assertInstanceOf(SpeechException.class, why).code());
          test.completeNow();
        }));
  }

  private static short[] joined(List<AudioFrame> frames) {
    short[] all = new short[frames.stream().mapToInt(frame -> frame.pcm().length).sum()];
    int at = 0;
    for (AudioFrame frame : frames) {
      System.arraycopy(frame.pcm(), 0, all, at, frame.pcm().length);
      at += frame.pcm().length;
    }
    return all;
  }

  /** Counts how often the tone that begins here crosses zero upwards. */
  private static double hertz(short[] samples, int from) {
    int crossings = 0;
    for (int i = from + 1; i < from + FakeVoiceApi.SAMPLES; i++) {
      crossings += samples[i - 1] < 0 && samples[i] >= 0 ? 1 : 0;
    }
    return crossings * 16_000.0 / FakeVoiceApi.SAMPLES;
  }
}
