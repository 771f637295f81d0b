package io.voxbus.ai.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.spi.TtsProvider;
import io.voxbus.audio.AudioFrame;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.testing.PluginJar;
import io.voxbus.testing.TestProviders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class ProvidersTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  @Test
  void builtInProvidersAreFoundByEachOfTheirNames(Vertx vertx, VertxTestContext test) {
    Providers providers = TestProviders.of(vertx);

    Future.all(providers.tts("local"), providers.tts("FreeTTS"), providers.tts("voiceapi"),
        providers.asr("voiceapi")).onComplete(test.succeeding(found -> test.verify(() -> {
          assertEquals(found.<Object>resultAt(0), found.<Object>resultAt(1));
          assertEquals(List.of("VoiceApiTts", "VoiceApiAsr"),
              List.of(nameOf(found.resultAt(2)), nameOf(found.resultAt(3))));
          test.completeNow();
        })));
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes(Vertx vertx, VertxTestContext test) {
    TestProviders.of(vertx).asr("x").onComplete(test.failing(why -> test.verify(() -> {
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
  void aPluginIsFoundAndGetsItsSettings(Vertx vertx, @TempDir Path folder) throws Exception {
    Providers providers = new Providers(vertx, Map.of("echo", Map.of("greeting", "hello")), folder);
    ProviderComponent echo = plugin(providers, folder, "");

    TestProviders.serve(vertx, echo);

    assertEquals(List.of(List.of(), List.of("echo")), List.of(echo.problems(), echo.provides()));
    assertEquals("hello, not on an event loop: true", voice(providers).toString());
  }

  @Test
  void whatHasBeenStartedIsStopped(Vertx vertx, @TempDir Path folder) throws Exception {
    Providers providers = new Providers(vertx, Map.of(), folder);
    ProviderComponent component = plugin(providers, folder, "");
    TestProviders.serve(vertx, component);
    TtsProvider echo = voice(providers);

    component.close().await(10, TimeUnit.SECONDS);

    assertEquals("stopped", echo.toString());
  }

  @Test
  void aBadJarIsReported(Vertx vertx, @TempDir Path folder) throws IOException {
    Providers providers = new Providers(vertx, Map.of(), folder);
    Path broken = Files.writeString(folder.resolve("broken.jar"), "this is no jar");
    Path missing = folder.resolve("missing.jar");
    PluginJar.write(missing, Map.of(PluginJar.VOICES, "no.such.Provider".getBytes()));

    assertEquals(List.of(List.of("broken.jar holds no provider"), List.of(
        "missing.jar: io.voxbus.ai.spi.TtsProvider: Provider no.such.Provider not found")),
        List.of(of(providers, broken).problems(), of(providers, missing).problems()));
  }

  @Test
  void whatIsBeingSaidEndsInTheOldVersion(Vertx vertx, @TempDir Path folder)
      throws Exception {
    Providers providers = new Providers(vertx, Map.of("echo", Map.of("greeting", "old")), folder);
    ProviderComponent old = plugin(providers, folder, "");
    TestProviders.serve(vertx, old);
    TestSubscriber<AudioFrame> saying = providers.tts("echo").await(10, TimeUnit.SECONDS)
        .speak(Flowable.never(), TtsOption.NONE).test();

    ProviderComponent replacing = plugin(providers, folder, "second ");
    TestProviders.serve(vertx, replacing);

    assertTrue(voice(providers).toString().startsWith("second old"));
    old.retire().await(10, TimeUnit.SECONDS);
    until(() -> old.open() == 1); // its start is not counted any more
    saying.assertNotComplete().cancel();
    assertEquals(0, old.open());
    old.close().await(10, TimeUnit.SECONDS);
    assertTrue(voice(providers).toString().startsWith("second old"));
  }

  @Test
  void aVersionThatDoesNotStartLeavesTheOldOneServing(Vertx vertx, @TempDir Path folder)
      throws Exception {
    Providers providers = new Providers(vertx, Map.of(), folder);
    TestProviders.serve(vertx, plugin(providers, folder, ""));
    TtsProvider before = voice(providers);

    Throwable why = vertx.deployVerticle(plugin(providers, folder, "fails").host())
        .transform(done -> Future.succeededFuture(done.cause())).await(10, TimeUnit.SECONDS);

    assertEquals("fails", Objects.requireNonNull(why).getMessage());
    assertEquals(before, voice(providers));
  }

  private static void until(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not in time");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static TtsProvider voice(Providers providers) throws Exception {
    TtsProvider counted = providers.tts("echo").await(10, TimeUnit.SECONDS);
    return (TtsProvider) ((Counted) counted).provider();
  }

  private static String nameOf(Object counted) {
    return ((Counted) counted).provider().getClass().getSimpleName();
  }

  private static ProviderComponent of(Providers providers, Path jar) throws IOException {
    PluginLoader loader = PluginLoader.of(jar);
    return new ProviderComponent(providers, jar.getFileName().toString(), loader,
        type -> loader.equals(type.getClassLoader()));
  }

  /** Compiles a provider that is not on the class path into a jar. */
  private static ProviderComponent plugin(Providers providers, Path folder, String version)
      throws IOException {
    Path jar = folder.resolve("echo.jar");
    PluginJar.voice(jar, "Echo", """
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
            if ("VERSION".equals("fails")) {
              throw new IllegalStateException("fails");
            }
            told = "VERSION" + context.setting("greeting", "") + ", not on an event loop: "
                + !Context.isOnEventLoopThread();
          }
          public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
            return text.map(said -> new AudioFrame(new short[160], 0));
          }
          public void stop() { told = "stopped"; }
          public String toString() { return told; }
        }
        """.replace("VERSION", version));
    return of(providers, jar);
  }
}
