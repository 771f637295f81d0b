package io.voxbus.load.speech;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A plug-in, compiled here: a recogniser and a voice, {@code instant}, that take no time. */
final class InstantModels {
  private static final String SOURCE = """
      package instant;

      import io.reactivex.rxjava3.core.Flowable;
      import io.voxbus.ai.spi.*;
      import io.voxbus.audio.AudioFrame;
      import io.voxbus.protocol.api.*;
      import java.util.Set;

      public final class Instant implements AsrProvider, TtsProvider {
        private static final int QUIET_FRAMES = 10;

        public Set<String> names() {
          return Set.of("instant");
        }

        public Flowable<Transcript> transcribe(Flowable<AudioFrame> audio, AsrOption option) {
          int[] state = new int[3];
          return audio.concatMapMaybe(frame -> {
            boolean loud = false;
            for (short sample : frame.pcm()) {
              loud |= Math.abs(sample) > 1500;
            }
            state[0] += loud ? 1 : 0;
            state[1] = loud ? 0 : state[1] + 1;
            if (state[0] < 10 || state[1] < QUIET_FRAMES) {
              return io.reactivex.rxjava3.core.Maybe.empty();
            }
            state[0] = 0;
            return io.reactivex.rxjava3.core.Maybe.just(new Transcript(state[2]++, true,
                "Please tell me when you open on Sunday.", frame.timeMillis() - 2000,
                frame.timeMillis() - 20 * QUIET_FRAMES));
          });
        }

        public Flowable<AudioFrame> speak(Flowable<String> text, TtsOption option) {
          return text.map(said -> {
            short[] pcm = new short[16000];
            for (int i = 0; i < pcm.length; i++) {
              pcm[i] = (short) (8000 * Math.sin(2 * Math.PI * 1000 * i / 16000 + 0.4));
            }
            return new AudioFrame(pcm, 0);
          });
        }
      }
      """;

  private InstantModels() {}

  /** @return the folder with the plug-in */
  static Path make(Path folder) throws Exception {
    Path source = Files.createDirectories(folder.resolve("instant")).resolve("Instant.java");
    Files.writeString(source, SOURCE);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler.run(null, null, null, "-proc:none", "-cp", System.getProperty("java.class.path"),
        "-d", folder.toString(), source.toString()) != 0) {
      throw new IllegalStateException("the plug-in does not compile");
    }
    Path plugins = Files.createDirectories(folder.resolve("plugins"));
    try (OutputStream file = Files.newOutputStream(plugins.resolve("instant.jar"));
        JarOutputStream jar = new JarOutputStream(file)) {
      for (Path type : Files.list(source.getParent()).filter(one -> one.toString().endsWith("s"))
          .toList()) {
        jar.putNextEntry(new JarEntry("instant/" + type.getFileName()));
        jar.write(Files.readAllBytes(type));
      }
      for (String service : List.of("AsrProvider", "TtsProvider")) {
        jar.putNextEntry(new JarEntry("META-INF/services/io.voxbus.ai.spi." + service));
        jar.write("instant.Instant\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    return plugins;
  }
}
