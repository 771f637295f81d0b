package io.voxbus.testing;

import io.vertx.core.Vertx;
import io.voxbus.ai.providers.ProviderComponent;
import io.voxbus.ai.providers.Providers;
import java.nio.file.Path;
import java.util.Map;

/** The providers of the program and of its tests, as a node has them. */
public final class TestProviders {
  private TestProviders() {}

  public static Providers of(Vertx vertx) {
    Providers all = new Providers(vertx, Map.of(), Path.of("plugins"));
    serve(vertx, new ProviderComponent(all, "program", TestProviders.class.getClassLoader(),
        type -> true));
    return all;
  }

  /** Comes when it serves. */
  public static void serve(Vertx vertx, ProviderComponent component) {
    vertx.deployVerticle(component.host()).toCompletionStage().toCompletableFuture().join();
  }
}
