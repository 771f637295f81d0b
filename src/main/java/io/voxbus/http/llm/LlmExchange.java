package io.voxbus.http.llm;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import io.voxbus.http.door.Answers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One question to the language model: its answer passes as it comes, as fast as the client reads it. */
final class LlmExchange {
  private static final Logger LOG = LoggerFactory.getLogger(LlmExchange.class);

  private final Vertx vertx;
  private final LlmConfig config;
  private final RoutingContext asked;
  private final String caller;
  private final HttpServerResponse answer;
  private final long startNanos = System.nanoTime();
  private final long totalTimer;
  private long idleTimer;
  private long answerBytes;
  private boolean over;
  private String end = "client gone";
  private @Nullable HttpClientRequest upstream;

  LlmExchange(Vertx vertx, LlmConfig config, RoutingContext asked, String caller) {
    this.vertx = vertx;
    this.config = config;
    this.asked = asked;
    this.caller = caller;
    answer = asked.response();
    totalTimer = vertx.setTimer(config.totalTimeout().millis(),
        late -> fail(504, "the language model did not come to an end in time"));
    waitForMore();
  }

  void send(HttpClient client, RequestOptions options) {
    asked.addEndHandler(ended -> finish());
    Buffer body = asked.body().buffer();
    client.request(options).onFailure(this::unreachable).onSuccess(request -> {
      upstream = request;
      if (over) {
        request.reset();
        return;
      }
      request.exceptionHandler(this::unreachable);
      request.send(body == null ? Buffer.buffer() : body).onSuccess(this::receive)
          .onFailure(this::unreachable);
    });
  }

  private void receive(HttpClientResponse response) {
    if (over) {
      return;
    }
    answer.setStatusCode(response.statusCode()).setChunked(true);
    response.headers().forEach((name, value) -> {
      if (!LlmRoutes.NOT_PASSED.contains(name.toLowerCase(Locale.ROOT))) {
        answer.headers().add(name, value);
      }
    });
    // Or nginx would gather the events of a stream.
    answer.putHeader("X-Accel-Buffering", "no");
    answer.writeHead();
    response.exceptionHandler(this::unreachable);
    answer.drainHandler(drained -> response.resume());
    response.handler(chunk -> pass(response, chunk));
    response.endHandler(ended -> {
      end = "ok";
      answer.end();
    });
    waitForMore();
  }

  private void pass(HttpClientResponse response, Buffer chunk) {
    waitForMore();
    answerBytes += chunk.length();
    if (answerBytes > config.maxAnswerBytes()) {
      fail(502, "the answer of the language model is too large");
      return;
    }
    answer.write(chunk);
    if (answer.writeQueueFull()) {
      response.pause();
    }
  }

  private void waitForMore() {
    vertx.cancelTimer(idleTimer);
    idleTimer = vertx.setTimer(config.idleTimeout().millis(),
        late -> fail(504, "the language model did not answer in time"));
  }

  /** The reason would show the address. */
  private void unreachable(Throwable why) {
    fail(502, "the language model can't be reached");
  }

  /** An answer that has begun can only be cut off, so that nobody takes it for whole. */
  private void fail(int status, String reason) {
    if (over) {
      return;
    }
    end = reason;
    if (answer.headWritten()) {
      answer.reset();
      finish();
    } else {
      Answers.error(asked, status, reason);
    }
  }

  /** One line a request, for who pays. */
  private void finish() {
    if (over) {
      return;
    }
    over = true;
    vertx.cancelTimer(totalTimer);
    vertx.cancelTimer(idleTimer);
    if (upstream != null && !end.equals("ok")) {
      upstream.reset();
    }
    LOG.atInfo().addKeyValue("key", caller).addKeyValue("path", asked.request().path())
        .addKeyValue("status", answer.getStatusCode()).addKeyValue("end", end)
        .addKeyValue("bytesIn", Math.max(0, asked.body().length()))
        .addKeyValue("bytesOut", answerBytes)
        .addKeyValue("millis", (System.nanoTime() - startNanos) / 1_000_000).log("llm");
  }
}
