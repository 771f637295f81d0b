package io.voxbus.http.door;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** How HTTP requests are answered. */
public final class Answers {
  private Answers() {}

  public static void json(RoutingContext request, Object value) {
    json(request, 200, value);
  }

  public static void json(RoutingContext request, int status, Object value) {
    HttpServerResponse response = request.response();
    if (!response.ended()) {
      response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
      Reading.end(request, Buffer.buffer(Json.text(value)));
    }
  }

  public static void fault(RoutingContext request, Throwable failure) {
    Fault fault = Fault.of(failure);
    int status = fault.code() >= 400 && fault.code() < 600 ? fault.code() : 500;
    error(request, status, fault.getMessage());
  }

  public static void error(RoutingContext request, int status, String reason) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("status", "error");
    answer.put("error", reason);
    answer.put("code", status);
    json(request, status, answer);
  }
}
