package io.voxbus.node;

import io.voxbus.protocol.api.Seconds;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The {@code deploy} section of the configuration.
 *
 * @param classes folder of classes and jars that new versions of components are taken from; none: the program itself
 * @param watch   whether components are replaced as soon as that folder or the plug-ins change
 * @param drain   how long a node that leaves waits for its calls to end or to move
 */
public record DeployConfig(@Nullable String classes, boolean watch, @Nullable Seconds drain) {
  public DeployConfig {
    classes = classes == null ? "" : classes;
    drain = drain == null ? new Seconds(30_000) : drain;
  }

  @Nullable
  Path folder() {
    return classes == null || classes.isBlank() ? null : Path.of(classes);
  }
}
