package io.voxbus.http;

import io.voxbus.http.door.Reading;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The API's description, which needs no key. */
final class ApiRoutes {
  private static final List<String> FILES = List.of("/api/openapi.yaml", "/api/asyncapi.yaml");

  void mount(Router router) {
    FILES.forEach(file -> {
      Buffer content = read(file);
      // RFC 9512 registers application/yaml, but browsers show only text.
      Reading.at(router, file).handler(request -> {
        request.response().putHeader("Content-Type", "text/yaml;charset=utf-8")
            .putHeader("Cache-Control", "no-cache").putHeader("X-Content-Type-Options", "nosniff");
        Reading.end(request, content);
      });
    });
  }

  private static Buffer read(String file) {
    try (InputStream in = ApiRoutes.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing");
      }
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
