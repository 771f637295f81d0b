package io.voxbus.node;

import io.voxbus.bus.Component;
import io.voxbus.bus.Parts;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A part of this program, whose classes a new version brings in a class loader of its own. */
sealed interface ProgramKind extends Kind permits ComponentKind, ProviderKind {
  /** Whether a new version brings this file itself, named as in a jar. */
  boolean replaces(String file);

  /** A version with the classes of this loader. */
  Component make(Parts parts, ClassLoader code) throws Exception;

  @Override
  default Loaded first(Parts parts) throws Exception {
    return new Loaded("", make(parts, ProgramKind.class.getClassLoader()));
  }

  @Override
  default Loaded load(Parts parts, @Nullable Path folder) throws Exception {
    Code code = Code.of(this, folder);
    ComponentLoader loader = new ComponentLoader(this, code, ProgramKind.class.getClassLoader());
    loader.loadAll(code.classes());
    return new Loaded(code.fingerprint(), make(parts, loader));
  }

  @Override
  default String fingerprint(@Nullable Path folder) {
    return Code.of(this, folder).fingerprint();
  }
}
