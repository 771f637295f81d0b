package io.voxbus.sip.users;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.voxbus.bus.Json;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Users of a web service. */
public final class HttpUsers implements Users {
  private static final int MOST_BYTES = 16_384;

  private final UsersConfig.Http config;
  private final HttpClientAgent client;

  public HttpUsers(UsersConfig.Http config, Vertx vertx) {
    this.config = config;
    int millis = (int) Objects.requireNonNull(config.timeout()).millis();
    client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(millis));
  }

  @Override
  public Future<Optional<Account>> find(String name) {
    long millis = Objects.requireNonNull(config.timeout()).millis();
    RequestOptions to = new RequestOptions().setMethod(HttpMethod.POST)
        .setAbsoluteURI(String.valueOf(config.url())).setTimeout(millis)
        .putHeader("Content-Type", "application/json");
    Objects.requireNonNull(config.headers()).forEach(to::putHeader);
    return client.request(to)
        .compose(request -> request.send(Buffer.buffer(Json.text(Map.of("name", name)))))
        .compose(response -> answer(name, response));
  }

  private static Future<Optional<Account>> answer(String name, HttpClientResponse response) {
    return switch (response.statusCode()) {
      case 200 -> body(response).compose(body -> account(name, body));
      case 404 -> Future.succeededFuture(Optional.empty());
      default -> Future
          .failedFuture("the service of users answered " + response.statusCode());
    };
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(part -> {
      if (body.length() + part.length() > MOST_BYTES) {
        whole.tryFail("the service of users answers too much");
        response.request().reset();
      } else {
        body.appendBuffer(part);
      }
    }).exceptionHandler(whole::tryFail).endHandler(end -> whole.tryComplete(body));
    return whole.future();
  }

  private static Future<Optional<Account>> account(String name, Buffer body) {
    try {
      JsonNode json = Json.mapper().readTree(body.getBytes());
      Account account = new Account(name, text(json, "password"), text(json, "ha1"),
          text(json, "ha1Sha256"));
      return account.password() == null && account.ha1() == null && account.ha1Sha256() == null
          ? Future.failedFuture("the service of users names no password")
          : Future.succeededFuture(Optional.of(account));
    } catch (JsonProcessingException e) {
      return Future.failedFuture("the service of users answers no JSON");
    } catch (java.io.IOException e) {
      return Future.failedFuture(e);
    }
  }

  private static @Nullable String text(JsonNode json, String name) {
    JsonNode value = json.path(name);
    return value.isTextual() ? value.textValue() : null;
  }

  /** Ends what is asked. */
  public Future<Void> close() {
    return client.close();
  }
}
