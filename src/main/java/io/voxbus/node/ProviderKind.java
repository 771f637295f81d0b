package io.voxbus.node;

import io.voxbus.ai.providers.ProviderComponent;
import io.voxbus.ai.providers.Providers;
import io.voxbus.bus.Component;
import io.voxbus.bus.Parts;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The providers of one package of the program: {@code ai.openai}.
 *
 * @param home that package
 */
record ProviderKind(String home) implements ProgramKind {
  /** What providers share; each brings it with it, so that no two must be replaced together. */
  private static final List<String> SHARED = List.of("io/voxbus/ai/vendor/",
      "io/voxbus/ai/engine/");

  /** All that come with the program. */
  static List<ProviderKind> all() {
    return ProviderComponent.FAMILIES.stream()
        .flatMap(family -> ServiceLoader.load(family, ProviderKind.class.getClassLoader()).stream())
        .map(provider -> provider.type().getPackageName()).distinct().sorted()
        .map(ProviderKind::new).toList();
  }

  @Override
  public String component() {
    return "ai" + home.substring(home.lastIndexOf('.'));
  }

  @Override
  public boolean replaces(String file) {
    return file.startsWith(home.replace('.', '/') + "/")
        || SHARED.stream().anyMatch(file::startsWith);
  }

  @Override
  public Component make(Parts parts, ClassLoader code) {
    return new ProviderComponent(parts.get(Providers.class), component(), code,
        type -> type.getPackageName().equals(home));
  }
}
