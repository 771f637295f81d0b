package io.voxbus.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** Jars with voices that are not on the class path, as a plug-ins folder holds them. */
public final class PluginJar {
  /** The entry that names the voices of a jar. */
  public static final String VOICES = "META-INF/services/io.voxbus.ai.spi.TtsProvider";

  private PluginJar() {}

  /** Compiles a voice without a package. */
  public static void voice(Path jar, String className, String source) throws IOException {
    Path file = Files.createTempDirectory("plugin").resolve(className + ".java");
    Files.writeString(file, source);
    if (ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-cp",
        System.getProperty("java.class.path"), file.toString()) != 0) {
      throw new IllegalArgumentException("does not compile: " + source);
    }
    write(jar, Map.of(VOICES, className.getBytes(StandardCharsets.UTF_8), className + ".class",
        Files.readAllBytes(file.resolveSibling(className + ".class"))));
  }

  /** A voice {@code plug} that says a second of this tone, whatever the text. */
  public static void tone(Path jar, int hertz) throws IOException {
    voice(jar, "Plug", """
        import io.reactivex.rxjava3.core.Flowable;
        import io.voxbus.ai.spi.TtsProvider;
        import io.voxbus.audio.AudioFrame;
        import io.voxbus.audio.Pcm;
        import io.voxbus.audio.Tone;
        import io.voxbus.protocol.api.TtsOption;
        import java.util.Set;

        public final class Plug implements TtsProvider {
          @Override
          public Set<String> names() {
            return Set.of("plug");
          }

          @Override
          public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
            short[] pcm = new short[Pcm.RATE];
            Tone.sine(HERTZ, -12).fill(pcm);
            return text.map(said -> new AudioFrame(pcm, 0));
          }
        }
        """.replace("HERTZ", "" + hertz));
  }

  /** As one file that is there at once: whoever watches the folder sees no half of it. */
  public static void write(Path jar, Map<String, byte[]> entries) throws IOException {
    Path half = jar.resolveSibling(jar.getFileName() + ".part");
    try (OutputStream out = Files.newOutputStream(half);
        JarOutputStream written = new JarOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        written.putNextEntry(new JarEntry(entry.getKey()));
        written.write(entry.getValue());
        written.closeEntry();
      }
    }
    Files.move(half, jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }
}
