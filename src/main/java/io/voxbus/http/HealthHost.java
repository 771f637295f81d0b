package io.voxbus.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.ext.web.Router;
import io.vertx.micrometer.PrometheusScrapingHandler;
import io.voxbus.http.door.Reading;
import io.voxbus.directory.OpenPorts;
import io.voxbus.http.door.Answers;
import io.voxbus.http.door.PlainHttp;
import java.util.Map;
import java.util.function.Supplier;

/** Health and metrics on a port of their own: {@code /healthy}, {@code /ready}, {@code /metrics}. */
public final class HealthHost extends VerticleBase {
  private final HttpConfig config;
  private final Supplier<Future<String>> unready;
  private final OpenPorts ports;
  private final String registry;

  /**
   * @param unready  why the node takes no calls; empty when it does
   * @param registry name of the metrics' registry
   */
  public HealthHost(HttpConfig config, Supplier<Future<String>> unready, String registry,
      OpenPorts ports) {
    this.registry = registry;
    this.config = config;
    this.unready = unready;
    this.ports = ports;
  }

  @Override
  public Future<?> start() {
    return vertx.createHttpServer(PlainHttp.options()).requestHandler(router())
        .listen(config.managementPort(), config.listenHost())
        .onSuccess(server -> ports.opened(OpenPorts.MANAGEMENT, server.actualPort()));
  }

  private record Down(String status, String reason) {}

  Router router() {
    Router router = Router.router(vertx);
    Reading.at(router, "/healthy")
        .handler(request -> Answers.json(request, Map.of("status", "UP")));
    Reading.at(router, "/ready").handler(request -> unready.get()
        .onSuccess(reason -> Answers.json(request, reason.isEmpty() ? 200 : 503,
            reason.isEmpty() ? Map.of("status", "UP") : new Down("DOWN", reason)))
        .onFailure(failure -> Answers.fault(request, failure)));
    router.get("/metrics").handler(PrometheusScrapingHandler.create(registry));
    return router;
  }
}
