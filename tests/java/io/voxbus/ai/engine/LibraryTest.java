package io.voxbus.ai.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import io.voxbus.ai.onnx.Graph;
import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import io.voxbus.ai.vosk.VoskAsr;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries that come from a folder of jars. */
class LibraryTest {
  private static final String LOADER = "io.voxbus.ai.onnx.runtime.OrtLoader";
  @TempDir
  Path folder;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close();
  }

  private ProviderContext context() {
    return new ProviderContext(vertx, Map.of(), Map.of(), folder);
  }

  /** A class that only a jar in the folder has, so that our own is loaded beside it. */
  private void addJar() throws IOException {
    byte[] code = java.lang.classfile.ClassFile.of().build(
        java.lang.constant.ClassDesc.of("org.example.Probe"), type -> {});
    try (OutputStream file = Files.newOutputStream(folder.resolve("probe.jar"));
        JarOutputStream jar = new JarOutputStream(file, new java.util.jar.Manifest())) {
      jar.putNextEntry(new JarEntry("org/example/Probe.class"));
      jar.write(code);
    }
  }

  @Test
  void aLibraryThatIsMissingIsNamedWithWhereToPutIt() {
    SpeechException why = assertThrows(SpeechException.class,
        () -> new Library("org.example:probe:1", "org.example.Probe").make(Graph.Loader.class,
            LOADER, context()));
    assertEquals("a library is missing: put the jars of org.example:probe:1 into "
        + folder.toAbsolutePath(), why.getMessage());
  }

  @Test
  void whatKnowsALibraryIsLoadedBesideIt() throws IOException {
    addJar();
    Library library = new Library("org.example:probe:1", "org.example.Probe");
    Graph.Loader loader = library.make(Graph.Loader.class, LOADER, context());
    assertNotSame(Graph.class.getClassLoader(), loader.getClass().getClassLoader());
    assertEquals(loader.getClass(),
        library.make(Graph.Loader.class, LOADER, context()).getClass());
  }

  @Test
  void aJarThatComesLaterIsFound() throws IOException {
    Library library = new Library("org.example:probe:1", "org.example.Probe");
    assertThrows(SpeechException.class,
        () -> library.make(Graph.Loader.class, LOADER, context()));
    addJar();
    assertEquals(LOADER,
        library.make(Graph.Loader.class, LOADER, context()).getClass().getName());
  }

  @Test
  void aJarThatIsBrokenIsAnError() throws IOException {
    Files.write(folder.resolve("broken.jar"), "no jar".getBytes(StandardCharsets.UTF_8));
    assertThrows(SpeechException.class,
        () -> new Library("org.example:probe:1", "org.example.Probe").make(VoskAsr.Loader.class,
            "io.voxbus.ai.vosk.runtime.VoskLoader", context()));
  }
}
