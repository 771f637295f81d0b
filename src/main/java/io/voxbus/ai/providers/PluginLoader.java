package io.voxbus.ai.providers;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The classes of one jar. They come from a copy of it: a jar that is replaced while classes come from it would break
 * them.
 */
public final class PluginLoader extends URLClassLoader {
  private final Path copy;

  private PluginLoader(Path copy) throws IOException {
    super(new URL[]{copy.toUri().toURL()}, PluginLoader.class.getClassLoader());
    this.copy = copy;
  }

  /** Reads the jar. */
  public static PluginLoader of(Path jar) throws IOException {
    Path copy = Files.createTempFile("voxbus-plugin-", ".jar");
    Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
    return new PluginLoader(copy);
  }

  /** What the classes come from. */
  public Path copy() {
    return copy;
  }

  /** Classes that are loaded stay; no more are. */
  @Override
  public void close() throws IOException {
    super.close();
    Files.deleteIfExists(copy);
  }
}
