package io.voxbus.node;

import io.voxbus.ai.providers.PluginLoader;
import io.voxbus.ai.providers.ProviderComponent;
import io.voxbus.ai.providers.Providers;
import io.voxbus.bus.Parts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The providers of a jar, which comes and goes while the node runs: {@code voice.jar}. */
record PluginKind(Path jar) implements Kind {
  /** Those of a folder in the order of their names; none when there is no such folder. */
  static List<PluginKind> in(Path folder) {
    List<Path> jars = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
        found.forEach(jars::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    Collections.sort(jars);
    return jars.stream().map(PluginKind::new).toList();
  }

  @Override
  public String component() {
    return String.valueOf(jar.getFileName());
  }

  @Override
  public Loaded first(Parts parts) throws Exception {
    return load(parts, null);
  }

  @Override
  public Loaded load(Parts parts, @Nullable Path folder) throws IOException {
    PluginLoader loader = PluginLoader.of(jar);
    return new Loaded(codeOf(loader.copy()), new ProviderComponent(parts.get(Providers.class),
        component(), loader, type -> loader.equals(type.getClassLoader())));
  }

  @Override
  public String fingerprint(@Nullable Path folder) {
    try {
      return isThere() ? codeOf(jar) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isThere() {
    return Files.isRegularFile(jar);
  }

  /** Of the bytes, not of the files in it: it may be no jar at all, which is told when it is used. */
  private static String codeOf(Path file) throws IOException {
    return Code.fingerprint(Files.readAllBytes(file));
  }
}
