package io.voxbus.node;

import io.voxbus.bus.Component;
import io.voxbus.bus.Parts;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What is replaced by itself. */
sealed interface Kind permits ProgramKind, PluginKind {
  /** A version that has been loaded; {@code code} is empty while its fingerprint is not known. */
  record Loaded(String code, Component component) {}

  /** Its name. */
  String component();

  /** The version that the node comes with. */
  Loaded first(Parts parts) throws Exception;

  /**
   * The newest version; reads files.
   *
   * @param folder where new classes are; null: in the program itself
   */
  Loaded load(Parts parts, @Nullable Path folder) throws Exception;

  /** That of the newest version; reads files. */
  String fingerprint(@Nullable Path folder);

  /** False when it has been taken away. */
  default boolean isThere() {
    return true;
  }
}
