package io.voxbus.ai.vendor;

import io.reactivex.rxjava3.core.FlowableEmitter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.voxbus.ai.spi.SpeechException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request and its answer, which may come in pieces. */
final class ProviderExchange {
  /** What vendors call the reason of a refusal, in whatever JSON they put it. */
  private static final Pattern REASON = Pattern
      .compile("\"(?:message|err_msg|detail|error|Message)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final int SUCCESS = 2;

  private final Vendor vendor;
  private final ProviderRequest asked;
  private final ProviderTarget target;
  private final FlowableEmitter<Buffer> out;

  ProviderExchange(Vendor vendor, ProviderRequest asked, FlowableEmitter<Buffer> out) {
    this.vendor = vendor;
    this.asked = asked;
    this.target = asked.target();
    this.out = out;
  }

  /** All on one event loop, from the first step on: what is answered before a handler is there would be lost. */
  void send() {
    vendor.context().vertx().getOrCreateContext().runOnContext(now -> ask());
  }

  private void ask() {
    vendor.http().request(target.requestOptions(asked.method(), vendor.limits()))
        .compose(this::send).onSuccess(this::receive).onFailure(this::failed);
  }

  private Future<HttpClientResponse> send(HttpClientRequest request) {
    request.exceptionHandler(this::failed);
    out.setCancellable(request::reset);
    if (out.isCancelled()) {
      request.reset();
    }
    return switch (asked.body()) {
      case ProviderRequest.Body.None none -> request.send();
      case ProviderRequest.Body.Bytes(String type, Buffer bytes) -> request
          .putHeader("Content-Type", type).send(bytes);
      case ProviderRequest.Body.Form(io.vertx.core.http.ClientForm form) -> request.send(form);
    };
  }

  private void receive(HttpClientResponse response) {
    if (response.statusCode() / 100 != SUCCESS) {
      response.body().onComplete(
          body -> out.tryOnError(target.refusal(response.statusCode(), reason(body))),
          why -> out.tryOnError(target.refusal(response.statusCode(), "")));
      return;
    }
    response.exceptionHandler(this::failed);
    response.handler(out::onNext);
    response.endHandler(end -> out.onComplete());
  }

  private static String reason(Buffer body) {
    Matcher found = REASON.matcher(body.toString());
    return found.find() ? found.group(1) : "";
  }

  /** Says what happened without the address, which may hold credentials. */
  private void failed(Throwable why) {
    out.tryOnError(switch (why) {
      case SpeechException speech -> speech;
      case TimeoutException late -> SpeechException
          .late(target.where() + " did not answer in time");
      case io.vertx.core.http.HttpClosedException broken -> SpeechException
          .failed(vendor.name() + " broke off the connection");
      case java.net.ConnectException none -> SpeechException
          .failed(target.where() + " can't be reached");
      default -> SpeechException.failed(target.where() + " failed");
    });
  }
}
