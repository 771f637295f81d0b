package io.voxbus.media.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import io.voxbus.protocol.api.Seconds;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A loopback server behind names that only the test's resolver knows: a download that works went where that said. */
@ExtendWith(VertxExtension.class)
@Timeout(20)
abstract class FetchFixture {
  @TempDir
  protected Path folder;
  protected Vertx vertx;
  protected int port;
  protected volatile Handler<HttpServerRequest> answer = request -> request.response().end("audio");
  protected final List<String> asked = new CopyOnWriteArrayList<>();
  protected final List<String> resolved = new CopyOnWriteArrayList<>();
  protected final Map<String, List<String>> names = new ConcurrentHashMap<>(
      Map.of("media.test", List.of("127.0.0.1"), "evil.test", List.of("127.0.0.1")));
  protected long nowMillis = 1_700_000_000_000L;

  @BeforeEach
  void listen(Vertx vertx) throws Exception {
    this.vertx = vertx;
    port = await(serve(new HttpServerOptions())).actualPort();
  }

  protected static Handler<HttpServerRequest> redirectTo(String location) {
    return request -> request.response().setStatusCode(302).putHeader("location", location).end();
  }

  protected Future<HttpServer> serve(HttpServerOptions options) {
    return vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0))
        .requestHandler(request -> {
          if (request.isSSL()) {
            asked.add("sni " + request.connection().indicatedServerName());
          }
          asked.add(request.getHeader("host") + " " + request.uri() + " "
              + request.getHeader("authorization"));
          answer.handle(request);
        }).listen();
  }

  protected SafeFetch fetch() {
    return fetch(config(List.of("media.test"), 1_000L), new HttpClientOptions());
  }

  protected SafeFetch fetch(FetchConfig config, HttpClientOptions http) {
    return new SafeFetch(vertx, config, this::resolve, () -> nowMillis, http);
  }

  protected FetchConfig config(List<String> allowHosts, Long maxBytes) {
    return new FetchConfig(folder.resolve("cache").toString(), false, allowHosts, maxBytes, 3, null,
        null, null, null, new Seconds(60_000));
  }

  /** The limit that a test is about is short, the other so long that it cannot be what ends the download. */
  protected FetchConfig timeouts(long idleMillis, long totalMillis) {
    return new FetchConfig(folder.resolve("cache").toString(), false, List.of("media.test"), null,
        3, null, new Seconds(idleMillis), new Seconds(totalMillis), null, null);
  }

  protected List<InetAddress> resolve(String host) throws UnknownHostException {
    resolved.add(host);
    List<String> addresses = names.get(host);
    if (addresses == null) {
      throw new UnknownHostException(host);
    }
    return addresses.stream().map(InetAddress::ofLiteral).toList();
  }

  protected String url(String path) {
    return "http://media.test:" + port + path;
  }

  protected void assertNothingLeft() {
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      assertEquals(List.of(), files.toList());
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  protected static FetchFailed failed(SafeFetch fetch, String url) {
    ExecutionException failure = assertThrows(ExecutionException.class,
        () -> await(fetch.fetch(url)));
    return assertInstanceOf(FetchFailed.class, failure.getCause());
  }

  protected static String text(FetchFailed failed) {
    return failed.code() + " " + failed.getMessage();
  }

  protected static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
