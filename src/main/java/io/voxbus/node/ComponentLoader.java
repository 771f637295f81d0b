package io.voxbus.node;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Child first for the classes of one version of a component, parent first for everything else. */
final class ComponentLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final ProgramKind kind;
  private final Map<String, byte[]> files;
  private final ProtectionDomain domain;

  ComponentLoader(ProgramKind kind, Code code, ClassLoader parent) {
    super(kind.component() + "-" + code.fingerprint(), parent);
    this.kind = kind;
    this.files = new ConcurrentHashMap<>(code.files());
    this.domain = new ProtectionDomain(new CodeSource((@Nullable URL) null, (Certificate[]) null),
        null);
  }

  /**
   * Loads all classes, so that one that is broken is not found out in the middle of a call; their files are not needed
   * any more then, but those of the classes that are loaded again, beside a library.
   */
  void loadAll(List<String> classes) throws ClassNotFoundException {
    for (String name : classes) {
      loadClass(name);
    }
    files.keySet().removeIf(name -> name.endsWith(".class") && !name.contains("/runtime/"));
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    if (!kind.replaces(file)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name, file) : loaded;
    }
  }

  /** What the new version has no more is not taken from the old one. */
  private Class<?> define(String name, String file) throws ClassNotFoundException {
    byte[] bytes = files.get(file);
    if (bytes == null) {
      throw new ClassNotFoundException(name + " is not in this version of " + kind.component());
    }
    return defineClass(name, bytes, 0, bytes.length, domain);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    byte[] bytes = files.get(name);
    return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
  }
}
