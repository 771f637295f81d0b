package io.voxbus.ai;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds services in this program and in the jars of a folder, each with a class loader of its own. What is loaded is a
 * copy: a jar that is replaced while classes come from it would break them.
 */
final class Plugins implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Plugins.class);

  private record Jar(String name, ClassLoader loader) {}

  private final Map<URLClassLoader, Path> copies = new HashMap<>();

  private final List<Jar> jars = new ArrayList<>();
  private final Set<Jar> useful = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  Plugins(@Nullable Path folder) {
    if (folder != null && Files.isDirectory(folder)) {
      for (Path file : files(folder)) {
        open(file);
      }
    }
  }

  /** The services of this program, then those of the jars in the order of their names. */
  <S> List<S> all(Class<S> service) {
    List<S> found = new ArrayList<>();
    collect(service, new Jar("voxbus", Plugins.class.getClassLoader()), found);
    for (Jar jar : jars) {
      collect(service, jar, found);
    }
    return found;
  }

  /** Call it when every service has been asked for. */
  void reportUseless() {
    jars.stream().filter(jar -> !useful.contains(jar))
        .forEach(jar -> problem(jar.name() + " holds no provider"));
  }

  /** The names of the jars that hold a service. */
  List<String> useful() {
    return jars.stream().filter(useful::contains).map(Jar::name).toList();
  }

  List<String> problems() {
    return problems;
  }

  /** The jars' classes that are loaded stay; no more are. */
  @Override
  public void close() {
    copies.forEach((loader, copy) -> {
      try {
        loader.close();
        Files.deleteIfExists(copy);
      } catch (IOException e) {
        LOG.atWarn().addKeyValue("copy", copy).setCause(e).log("plug-in not closed");
      }
    });
  }

  /** A class loader sees its parent's services too: of a jar only its own count. */
  private <S> void collect(Class<S> service, Jar jar, List<S> found) {
    Iterator<ServiceLoader.Provider<S>> services = ServiceLoader.load(service, jar.loader())
        .stream().iterator();
    boolean more = true;
    while (more) {
      try {
        more = services.hasNext();
        if (more) {
          take(services.next(), jar, found);
        }
      } catch (ServiceConfigurationError | LinkageError broken) {
        useful.add(jar);
        problem(jar.name() + ": " + broken.getMessage());
      }
    }
  }

  private <S> void take(ServiceLoader.Provider<S> service, Jar jar, List<S> found) {
    if (!jars.contains(jar) || jar.loader().equals(service.type().getClassLoader())) {
      found.add(service.get());
      useful.add(jar);
    }
  }

  private void open(Path file) {
    try {
      Path copy = Files.createTempFile("voxbus-plugin-", ".jar");
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      URLClassLoader loader = new URLClassLoader(new URL[]{copy.toUri().toURL()},
          Plugins.class.getClassLoader());
      copies.put(loader, copy);
      jars.add(new Jar(String.valueOf(file.getFileName()), loader));
    } catch (IOException unreadable) {
      problem(file + ": " + unreadable.getMessage());
    }
  }

  private Set<Path> files(Path folder) {
    Set<Path> files = new TreeSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.jar")) {
      all.forEach(files::add);
    } catch (IOException unreadable) {
      problem(folder + ": " + unreadable.getMessage());
    }
    return files;
  }

  private void problem(String what) {
    LOG.atWarn().addKeyValue("problem", what).log("plug-in skipped");
    problems.add(what);
  }
}
