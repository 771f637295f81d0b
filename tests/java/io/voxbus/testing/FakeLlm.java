package io.voxbus.testing;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** An OpenAI-compatible service: {@code stream} waits between its two events, {@code hang} says nothing. */
public final class FakeLlm implements AutoCloseable {
  public static final String FIRST = "data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n\n";
  public static final String LAST = "data: [DONE]\n\n";

  private final Vertx vertx = Vertx.vertx();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private final Promise<Void> goOn = Promise.promise();
  private final HttpServer server;

  public FakeLlm() {
    server = vertx.createHttpServer().requestHandler(this::answer);
    await(server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture());
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.actualPort() + "/v1";
  }

  /** Method, path, credentials and body of the requests so far. */
  public List<String> requests() {
    return requests;
  }

  /** Lets streams come to their end. */
  public void goOn() {
    goOn.tryComplete();
  }

  /** Completes when a client has gone before its answer was whole. */
  public void awaitGone() {
    await(gone);
  }

  private void answer(HttpServerRequest request) {
    request.body().onSuccess(body -> {
      requests.add(request.method() + " " + request.uri() + " "
          + request.getHeader("Authorization") + " " + body);
      request.response().closeHandler(closed -> gone.complete(null));
      request.response().exceptionHandler(closed -> gone.complete(null));
      switch (request.path()) {
        case "/v1/hang" -> {
        }
        case "/v1/large" -> request.response().end(Buffer.buffer(new byte[100_000]));
        case "/v1/stream" -> {
          request.response().putHeader("Content-Type", "text/event-stream").setChunked(true)
              .write(FIRST);
          goOn.future().onSuccess(on -> request.response().end(LAST));
        }
        case "/v1/refuse" -> request.response().setStatusCode(418).end("{\"error\":{}}");
        default -> request.response().putHeader("X-Request-Id", "r1").end("{\"object\":\"list\"}");
      }
    });
  }

  private static void await(CompletableFuture<?> future) {
    try {
      future.get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close().toCompletionStage().toCompletableFuture());
  }
}
