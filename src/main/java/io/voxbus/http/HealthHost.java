package io.voxbus.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.ext.web.Router;
import io.vertx.micrometer.PrometheusScrapingHandler;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** Health and metrics on a port of their own: {@code /healthy}, {@code /ready}, {@code /metrics}. */
public final class HealthHost extends VerticleBase {
  private final HttpConfig config;
  private final BooleanSupplier ready;
  private final IntConsumer listening;
  private final String registry;

  /** @param registry name of the metrics' registry */
  public HealthHost(HttpConfig config, BooleanSupplier ready, String registry,
      IntConsumer listening) {
    this.registry = registry;
    this.config = config;
    this.ready = ready;
    this.listening = listening;
  }

  @Override
  public Future<?> start() {
    return vertx.createHttpServer().requestHandler(router())
        .listen(config.managementPort(), config.listenHost())
        .onSuccess(server -> listening.accept(server.actualPort()));
  }

  Router router() {
    Router router = Router.router(vertx);
    router.get("/healthy").handler(request -> Answers.json(request, Map.of("status", "UP")));
    router.get("/ready").handler(request -> {
      boolean up = ready.getAsBoolean();
      Answers.json(request, up ? 200 : 503, Map.of("status", up ? "UP" : "DOWN"));
    });
    router.get("/metrics").handler(PrometheusScrapingHandler.create(registry));
    return router;
  }
}
