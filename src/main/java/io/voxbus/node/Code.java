package io.voxbus.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The files of one version of a component, in memory: what is loaded from a folder or a jar that somebody writes to at
 * the same time breaks.
 *
 * @param fingerprint the same for the same files
 */
record Code(String fingerprint, Map<String, byte[]> files) {
  private static final String CLASS = ".class";
  private static final int FINGERPRINT_BYTES = 6;

  /**
   * The program's own files of a component, and over them those of a folder: classes and jars.
   *
   * @throws UncheckedIOException when something can't be read
   */
  static Code of(ProgramKind kind, @Nullable Path folder) {
    Map<String, byte[]> files = new TreeMap<>();
    try {
      collect(program(), kind, files);
      if (folder != null && Files.isDirectory(folder)) {
        for (Path jar : jars(folder)) {
          collect(jar, kind, files);
        }
        collect(folder, kind, files);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Code(fingerprint(files), files);
  }

  /** The names of its classes. */
  List<String> classes() {
    return files.keySet().stream().filter(name -> name.endsWith(CLASS))
        .map(name -> name.substring(0, name.length() - CLASS.length()).replace('/', '.'))
        .filter(name -> !name.endsWith("package-info")).toList();
  }

  private static void collect(Path source, ProgramKind kind, Map<String, byte[]> files)
      throws IOException {
    if (Files.isDirectory(source)) {
      collectFolder(source, kind, files);
    } else {
      collectJar(source, kind, files);
    }
  }

  private static void collectFolder(Path folder, ProgramKind kind, Map<String, byte[]> files)
      throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        if (kind.replaces(name)) {
          files.put(name, Files.readAllBytes(file));
        }
      }
    }
  }

  private static void collectJar(Path file, ProgramKind kind, Map<String, byte[]> files)
      throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements();) {
        JarEntry entry = all.nextElement();
        if (!entry.isDirectory() && kind.replaces(entry.getName())) {
          try (InputStream in = jar.getInputStream(entry)) {
            files.put(entry.getName(), in.readAllBytes());
          }
        }
      }
    } catch (ZipException e) {
      throw new IOException(file + " is no jar: " + e.getMessage(), e);
    }
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  /** The jar or folder of this very class. Its code source does not tell where that is when it is from an AOT cache. */
  private static Path program() throws IOException {
    URL self = Objects.requireNonNull(Code.class.getResource("Code.class"));
    try {
      if (self.openConnection() instanceof JarURLConnection inJar) {
        return Path.of(inJar.getJarFileURL().toURI());
      }
      Path file = Path.of(self.toURI());
      for (int name = 0; name < Code.class.getName().split("\\.").length; name++) {
        file = Objects.requireNonNull(file.getParent());
      }
      return file;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same for the same bytes. */
  static String fingerprint(byte[] bytes) {
    return fingerprint(Map.of("", bytes));
  }

  private static String fingerprint(Map<String, byte[]> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach((name, bytes) -> {
        digest.update(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        digest.update(bytes);
      });
      return HexFormat.of().formatHex(digest.digest(), 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
