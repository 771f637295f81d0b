package io.voxbus.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;

/** The page, which needs no key: it asks for one. */
final class PageRoutes {
  private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
      + "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
      + "frame-ancestors 'none'";

  void mount(Router router) {
    StaticHandler files = StaticHandler.create("web").setIndexPage("index.html")
        .setCachingEnabled(false).setFilesReadOnly(true);
    router.get("/").handler(PageRoutes::guard).handler(files);
    router.getWithRegex("/[a-z0-9-]+\\.(html|js|css|svg|ico)").handler(PageRoutes::guard)
        .handler(files);
  }

  private static void guard(RoutingContext request) {
    request.response().putHeader("Content-Security-Policy", POLICY)
        .putHeader("Cache-Control", "no-cache").putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer");
    request.next();
  }
}
