package io.voxbus.http;

import io.voxbus.http.door.Reading;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The page, which needs no key: it asks for one. Its few small files are kept in memory: Vert.x would unpack each of
 * them from the jar to a temporary folder, again at every request or for good.
 */
final class PageRoutes {
  private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
      + "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
      + "frame-ancestors 'none'";
  private static final Map<String, String> TYPES = Map.of("html", "text/html;charset=UTF-8", "js",
      "text/javascript;charset=UTF-8", "css", "text/css;charset=UTF-8", "svg", "image/svg+xml");

  private final Map<String, Buffer> files = new ConcurrentHashMap<>();

  void mount(Router router) {
    Reading.at(router, "/").handler(request -> send(request, "index.html"));
    Reading.allowed(router.routeWithRegex("/[a-z0-9-]+\\.(html|js|css|svg)"))
        .handler(request -> send(request, request.request().path().substring(1)));
  }

  private void send(RoutingContext request, String name) {
    Buffer file = files.get(name);
    if (file == null) {
      file = read(name);
      if (file.length() == 0) {
        request.next(); // and not kept: there are endless names of no file
        return;
      }
      files.put(name, file);
    }
    request.response().putHeader(HttpHeaders.CONTENT_TYPE, type(name))
        .putHeader("Content-Security-Policy", POLICY).putHeader("Cache-Control", "no-cache")
        .putHeader("X-Content-Type-Options", "nosniff").putHeader("Referrer-Policy", "no-referrer");
    Reading.end(request, file);
  }

  private static String type(String name) {
    return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
  }

  /** The file, empty when there is none of that name: names are of a pattern without folders. */
  private static Buffer read(String name) {
    try (InputStream in = PageRoutes.class.getResourceAsStream("/web/" + name)) {
      return in == null ? Buffer.buffer() : Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
