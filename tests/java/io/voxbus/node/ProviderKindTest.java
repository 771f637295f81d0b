package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.testing.PluginJar;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files a new version of a provider brings, and what it does with them. */
class ProviderKindTest {
  private final ProviderKind onnx = new ProviderKind("io.voxbus.ai.onnx");

  @Test
  void aVersionBringsItsPackageAndWhatProvidersShare() {
    assertEquals(List.of(true, true, true, true, false, false, false), Stream
        .of("onnx/Onnx.class", "onnx/runtime/OrtLoader.class", "vendor/Vendor.class",
            "engine/Library.class", "spi/Provider.class", "openai/OpenAi.class", "AiHost.class")
        .map(file -> onnx.replaces("io/voxbus/ai/" + file)).toList());
  }

  @Test
  void theComponentLeavesProvidersAsTheyAre() {
    assertEquals(List.of(true, true, true, false, false, false, false), Stream
        .of("AiHost.class", "pass/PassSession.class", "vendor/Vendor.class", "spi/Provider.class",
            "openai/OpenAi.class", "providers/Providers.class", "engine/Library.class")
        .map(file -> ComponentKind.AI.replaces("io/voxbus/ai/" + file)).toList());
  }

  @Test
  void everyProviderOfTheProgramIsNamedByItsPackage() {
    assertEquals(
        List.of("ai.aliyun", "ai.azure", "ai.deepgram", "ai.elevenlabs", "ai.gemini", "ai.local",
            "ai.onnx", "ai.openai", "ai.tencent", "ai.voiceapi", "ai.vosk", "ai.whisper",
            "ai.testing"),
        ProviderKind.all().stream().map(ProviderKind::component).toList());
  }

  @Test
  void whatKnowsALibraryIsLoadedBesideItInANewVersionToo(@TempDir Path libraries)
      throws Exception {
    PluginJar.write(libraries.resolve("probe.jar"), Map.of("org/example/Probe.class",
        ClassFile.of().build(ClassDesc.of("org.example.Probe"), type -> {})));
    Code code = Code.of(onnx, null);
    ComponentLoader loader = new ComponentLoader(onnx, code, getClass().getClassLoader());
    loader.loadAll(code.classes());
    Class<?> library = loader.loadClass("io.voxbus.ai.engine.Library");
    Object probe = library.getConstructor(String.class, String.class)
        .newInstance("org.example:probe:1", "org.example.Probe");
    Vertx vertx = Vertx.vertx();

    Object made = library.getMethod("make", Class.class, String.class, ProviderContext.class)
        .invoke(probe, loader.loadClass("io.voxbus.ai.onnx.Graph$Loader"),
            "io.voxbus.ai.onnx.runtime.OrtLoader",
            new ProviderContext(vertx, Map.of(), Map.of(), libraries));

    assertEquals(loader, made.getClass().getClassLoader().getParent().getParent());
    vertx.close();
  }
}
