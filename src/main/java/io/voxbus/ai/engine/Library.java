package io.voxbus.ai.engine;

import io.voxbus.ai.spi.ProviderContext;
import io.voxbus.ai.spi.SpeechException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A library that does not come with voxbus: its jars lie in the folder {@code lib} of the plug-ins. Our classes that know
 * it, in a package {@code runtime} of a provider, are loaded beside it.
 *
 * @param artifacts where it is had, as Maven names it
 * @param probe     a class of it
 */
public record Library(String artifacts, String probe) {
  private static final Pattern OURS = Pattern.compile("io\\.voxbus\\.ai\\.\\w+\\.runtime\\..*");
  /** A library with native code is loaded once for all who need it. */
  private static final Map<List<Path>, ClassLoader> LOADERS = new ConcurrentHashMap<>();

  /** Sees everything of voxbus but what knows a library. */
  private static final class AllButOurs extends ClassLoader {
    AllButOurs(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (OURS.matcher(name).matches()) {
        throw new ClassNotFoundException(name);
      }
      return super.loadClass(name, resolve);
    }
  }

  /** Our classes come from where this one does, so in its version; the rest from the jars. */
  private static final class Beside extends URLClassLoader {
    Beside(URL[] jars) {
      super(jars, new AllButOurs(Library.class.getClassLoader()));
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (!OURS.matcher(name).matches()) {
        return super.findClass(name);
      }
      try (InputStream code = Library.class.getClassLoader()
          .getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (code == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = code.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  /**
   * An object of a class that knows this library.
   *
   * @param name of the class, which has a constructor without arguments
   * @throws SpeechException telling what to do when the library is not here
   */
  public <T> T make(Class<T> type, String name, ProviderContext context) {
    ClassLoader own = Library.class.getClassLoader();
    Path folder = context.libraries();
    ClassLoader loader = sees(own) ? own : LOADERS.computeIfAbsent(jars(folder), Library::beside);
    if (!sees(loader)) {
      throw SpeechException.failed("a library is missing: put the jars of " + artifacts + " into "
          + folder.toAbsolutePath());
    }
    try {
      return type.cast(Class.forName(name, true, loader).getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException | LinkageError broken) {
      Throwable why = broken.getCause() == null ? broken : broken.getCause();
      throw SpeechException.failed("the library of " + artifacts + " can't be used: " + why);
    }
  }

  private boolean sees(ClassLoader loader) {
    try {
      Class.forName(probe, false, loader);
      return true;
    } catch (ClassNotFoundException | LinkageError missing) {
      return false;
    }
  }

  private static ClassLoader beside(List<Path> jars) {
    try {
      List<URL> urls = new ArrayList<>();
      for (Path jar : jars) {
        urls.add(jar.toUri().toURL());
      }
      return new Beside(urls.toArray(URL[]::new));
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static List<Path> jars(Path folder) {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      files.forEach(jars::add);
    } catch (IOException none) {
      return List.of();
    }
    return jars.stream().sorted().toList();
  }
}
