package io.voxbus.call.webhook;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.bus.CallSetup;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the configured addresses of telephone calls that come in, one after the other until one has taken note. */
public final class Webhook {
  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
  private static final long RETRY_MILLIS = 500;
  private static final int MAX_ANSWER_BYTES = 65_536;

  private final Vertx vertx;
  private final WebhookConfig config;
  private final HttpClient client;
  private final AtomicInteger calls = new AtomicInteger();

  public Webhook(Vertx vertx, WebhookConfig config) {
    this.vertx = vertx;
    this.config = config;
    this.client = vertx.createHttpClient(
        new HttpClientOptions().setConnectTimeout((int) config.timeoutMillis()));
  }

  public Future<Void> close() {
    return client.close();
  }

  /** Whether there is anybody to ask. */
  public boolean takes(String url) {
    return !url.isBlank() || !config.urls().isEmpty();
  }

  /**
   * What is to be done with the call; a failure of everybody is a refusal. Never fails. Who is asked of a call again, by
   * another node even, is asked the same. To be called on an event loop: elsewhere an answer's body may be gone before it
   * is read.
   *
   * @param startMillis when the call came in
   * @param only the address to ask; empty: those that are configured
   */
  public Future<List<Command>> decide(CallSetup setup, CallSetup.Incoming invite,
      long startMillis, String only) {
    List<String> urls = only.isBlank() ? config.urls() : List.of(only);
    String body = IncomingCall.json(setup, invite, startMillis,
        config.socketUrl() == null ? "" : config.socketUrl());
    int first = Math.floorMod(calls.getAndIncrement(), urls.size());
    return attempt(new Telling(setup.callId(), body, urls, first), 0);
  }

  /** A call that is told of, from this address on. */
  private record Telling(String callId, String body, List<String> urls, int first) {}

  private Future<List<Command>> attempt(Telling call, int attempt) {
    int urls = call.urls().size();
    if (attempt == urls * config.tries()) {
      return Future.succeededFuture(WebhookAnswer.unreachable());
    }
    String url = call.urls().get((call.first() + attempt) % urls);
    return post(url, call.body()).compose(answer -> {
      if (answer.failure() == null) {
        return Future.succeededFuture(answer.commands());
      }
      LOG.atWarn().addKeyValue("call", call.callId()).addKeyValue("url", url)
          .addKeyValue("reason", answer.failure()).log("webhook failed");
      boolean roundOver = (attempt + 1) % urls == 0 && attempt + 1 < urls * config.tries();
      Future<?> pause = roundOver
          ? vertx.timer(RETRY_MILLIS, TimeUnit.MILLISECONDS)
          : Future.succeededFuture();
      return pause.compose(due -> attempt(call, attempt + 1));
    });
  }

  private Future<WebhookAnswer> post(String url, String body) {
    Future<WebhookAnswer> answer;
    try {
      RequestOptions options = new RequestOptions().setAbsoluteURI(url).setMethod(HttpMethod.POST)
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .setIdleTimeout(config.timeoutMillis());
      config.headers().forEach(options::putHeader);
      answer = client.request(options).compose(request -> request.send(body))
          .compose(Webhook::read);
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    return answer.timeout(config.timeoutMillis(), TimeUnit.MILLISECONDS)
        .recover(failure -> Future.succeededFuture(
            WebhookAnswer.failed(String.valueOf(failure.getMessage()))));
  }

  private static Future<WebhookAnswer> read(HttpClientResponse response) {
    return response.body().map(body -> body.length() > MAX_ANSWER_BYTES
        ? WebhookAnswer.failed("an answer of " + body.length() + " bytes")
        : WebhookAnswer.of(response.statusCode(), body.toString()));
  }
}
