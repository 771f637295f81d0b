package io.voxbus.ai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.testing.PluginJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class ProvidersTest {
  @Test
  void builtInProvidersAreFoundByEachOfTheirNames(Vertx vertx, VertxTestContext test) {
    Providers providers = new Providers(vertx, Map.of(), null);

    Future.all(providers.tts("local"), providers.tts("FreeTTS"), providers.tts("voiceapi"),
        providers.asr("voiceapi")).onComplete(test.succeeding(found -> test.verify(() -> {
          assertSame(found.<Object>resultAt(0), found.<Object>resultAt(1));
          assertEquals("VoiceApiTts", found.resultAt(2).getClass().getSimpleName());
          assertEquals("VoiceApiAsr", found.resultAt(3).getClass().getSimpleName());
          test.completeNow();
        })));
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes(Vertx vertx, VertxTestContext test) {
    new Providers(vertx, Map.of(), null).asr("x").onComplete(test.failing(why -> test.verify(() -> {
      assertEquals(
          "unknown asr provider 'x', known: aliyun, azure, dashscope, deepgram, elevenlabs,"
              + " late, local, onnx, openai, scripted, sensevoice, sphinx, tencent, voiceapi, vosk,"
              + " whisper",
          why.getMessage());
      assertEquals(400, ((SpeechException) why).code());
      test.completeNow();
    })));
  }

  @Test
  void aPluginIsFoundAndGetsItsSettings(Vertx vertx, VertxTestContext test, @TempDir Path folder)
      throws IOException {
    plugin(folder);

    Providers providers = new Providers(vertx, Map.of("echo", Map.of("greeting", "hello")), folder);

    providers.tts("echo").onComplete(test.succeeding(echo -> test.verify(() -> {
      assertEquals(List.of(), providers.problems());
      assertEquals("hello, not on an event loop: true", echo.toString());
      test.completeNow();
    })));
  }

  @Test
  void whatHasBeenStartedIsStopped(Vertx vertx, VertxTestContext test, @TempDir Path folder)
      throws IOException {
    plugin(folder);
    Providers providers = new Providers(vertx, Map.of(), folder);

    providers.tts("echo").compose(echo -> providers.stop().map(echo))
        .onComplete(test.succeeding(echo -> test.verify(() -> {
          assertEquals("stopped", echo.toString());
          test.completeNow();
        })));
  }

  @Test
  void aBadJarIsReportedAndTheOthersAreUsed(Vertx vertx, VertxTestContext test,
      @TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a-broken.jar"), "this is no jar");
    PluginJar.write(folder.resolve("b-missing.jar"),
        Map.of(PluginJar.VOICES, "no.such.Provider".getBytes()));
    plugin(folder);

    Providers providers = new Providers(vertx, Map.of(), folder);

    providers.tts("echo").onComplete(test.succeeding(echo -> test.verify(() -> {
      assertEquals(List.of(
          "b-missing.jar: io.voxbus.ai.spi.TtsProvider: Provider no.such.Provider not found",
          "a-broken.jar holds no provider"), providers.problems());
      test.completeNow();
    })));
  }

  /** Compiles a provider that is not on the class path into a jar. */
  private static void plugin(Path folder) throws IOException {
    PluginJar.voice(folder.resolve("z-echo.jar"), "Echo", """
        import io.reactivex.rxjava3.core.Flowable;
        import io.vertx.core.Context;
        import io.voxbus.ai.spi.*;
        import io.voxbus.audio.AudioFrame;
        import io.voxbus.protocol.api.TtsOption;
        import java.util.Set;

        public class Echo implements TtsProvider {
          private String told;
          public Set<String> names() { return Set.of("echo"); }
          public void start(ProviderContext context) {
            told = context.setting("greeting", "") + ", not on an event loop: "
                + !Context.isOnEventLoopThread();
          }
          public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
            return Flowable.empty();
          }
          public void stop() { told = "stopped"; }
          public String toString() { return told; }
        }
        """);
  }
}
