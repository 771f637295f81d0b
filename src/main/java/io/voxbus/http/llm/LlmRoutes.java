package io.voxbus.http.llm;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.voxbus.http.door.Answers;
import io.voxbus.http.door.Keys;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A language model behind our keys: {@code /llm/v1/<path>} is {@code <endpoint>/<path>}. Who comes with one of our keys
 * as bearer asks with the node's account; another {@code Authorization} is the caller's own and passes as it is.
 */
public final class LlmRoutes {
  public static final String PATH = "/llm/v1/";
  /** RFC 9110 section 7.6.1, what is made anew, and what is not the service's business. */
  static final Set<String> NOT_PASSED = Set.of("host", "connection", "keep-alive", "te", "trailer",
      "transfer-encoding", "upgrade", "proxy-connection", "proxy-authenticate",
      "proxy-authorization", "content-length", "cookie", "set-cookie");

  private final Vertx vertx;
  private final LlmConfig config;
  private final Keys keys;
  private final HttpClient client;
  private final LocalMap<String, LlmQuota> quotas;

  public LlmRoutes(Vertx vertx, LlmConfig config, Keys keys) {
    this.vertx = vertx;
    this.config = config;
    this.keys = keys;
    client = vertx.createHttpClient(new HttpClientOptions(),
        new PoolOptions().setHttp1MaxSize(1000));
    quotas = vertx.sharedData().getLocalMap("llm-quotas");
  }

  public void mount(Router router) {
    BodyHandler body = BodyHandler.create(false).setBodyLimit(config.maxBodyBytes());
    for (HttpMethod method : new HttpMethod[]{HttpMethod.GET, HttpMethod.POST}) {
      router.route(method, PATH + "*").handler(body).handler(this::pass);
    }
  }

  private void pass(RoutingContext request) {
    if (config.endpoint().isEmpty()) {
      Answers.error(request, 404, "this node knows no language model");
      return;
    }
    String caller = keys.nameOf(request);
    LlmQuota quota = quotas.computeIfAbsent(caller,
        key -> new LlmQuota(config.requestsPerMinute(), config.maxConcurrent()));
    if (!quota.enter(System.currentTimeMillis())) {
      request.response().putHeader("Retry-After", "60");
      Answers.error(request, 429, "the quota of this key is used up");
      return;
    }
    request.addEndHandler(ended -> quota.leave());
    new LlmExchange(vertx, config, request, caller).send(client, options(request));
  }

  private RequestOptions options(RoutingContext request) {
    RequestOptions options = new RequestOptions().setMethod(request.request().method())
        .setAbsoluteURI(target(request)).setConnectTimeout(config.connectTimeout().millis());
    request.request().headers().forEach((name, value) -> {
      if (!NOT_PASSED.contains(name.toLowerCase(Locale.ROOT))) {
        options.addHeader(name, value);
      }
    });
    if (keys.isBearer(request)) {
      options.removeHeader(HttpHeaders.AUTHORIZATION);
      if (!config.key().isEmpty()) {
        options.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + config.key());
      }
    }
    return options;
  }

  /** Our own key in the query stays here. */
  private String target(RoutingContext request) {
    String query = request.request().query();
    String passed = query == null
        ? ""
        : Stream.of(query.split("&", -1)).filter(pair -> !pair.startsWith("token="))
            .collect(Collectors.joining("&"));
    return config.endpoint().replaceAll("/+$", "") + "/"
        + request.normalizedPath().substring(PATH.length())
        + (passed.isEmpty() ? "" : "?" + passed);
  }
}
