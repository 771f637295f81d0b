package io.voxbus.http.door;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Pages that are only read: HEAD asks for all of a GET but its body (RFC 9110 section 9.3.2). */
public final class Reading {
  private Reading() {}

  public static Route at(Router router, String path) {
    return allowed(router.route(path));
  }

  public static Route allowed(Route route) {
    return route.method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  /** Vert.x tells no length of what a HEAD leaves out. */
  public static void end(RoutingContext request, Buffer body) {
    HttpServerResponse response = request.response();
    if (request.request().method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length())).end();
    } else {
      response.end(body);
    }
  }
}
