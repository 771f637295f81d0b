package io.voxbus.media.source;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Downloads what a client names by URL, without letting it reach into the network the server stands in: a host's
 * addresses are checked by {@link AddressGuard} and the connection goes to exactly the address that was checked, at
 * every redirect again. Size and time are bounded, files are cached, callers of one URL share one download.
 * One a node; may be called from any thread.
 */
public final class SafeFetch {
  private static final int RESOLVER_THREADS = 4;
  private final Vertx vertx;
  private final Context context;
  private final FetchConfig config;
  private final FetchCache cache;
  private final Download.Means means;
  /** By URL; only touched on {@link #context}. */
  private final Map<String, CompletableFuture<Path>> running = new HashMap<>();

  /** Finds the addresses of a host name or literal. Blocks. */
  public interface Resolver {
    List<InetAddress> resolve(String host) throws UnknownHostException;
  }

  public SafeFetch(Vertx vertx, FetchConfig config) {
    this(vertx, config, host -> List.of(InetAddress.getAllByName(host)), System::currentTimeMillis,
        new HttpClientOptions());
  }

  /** @param http TLS trust and the like; the limits of {@code config} are put over it */
  SafeFetch(Vertx vertx, FetchConfig config, Resolver resolver, LongSupplier nowMillis,
      HttpClientOptions http) {
    this.vertx = vertx;
    this.config = config;
    context = vertx.getOrCreateContext();
    cache = new FetchCache(Path.of(config.cacheRoot()), config.cacheBytes(),
        config.cacheMaxAge().millis(), nowMillis);
    WorkerExecutor resolving = vertx.createSharedWorkerExecutor("fetch-resolve", RESOLVER_THREADS);
    // A connection serves one request: it leads to the address that was checked for that request.
    HttpClientOptions limited = new HttpClientOptions(http).setKeepAlive(false)
        .setConnectTimeout((int) config.connectTimeout().millis())
        .setSslHandshakeTimeout(config.connectTimeout().millis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    HttpClientAgent client = vertx.createHttpClient(limited,
        new PoolOptions().setHttp1MaxSize(config.maxConcurrent()));
    means = new Download.Means(vertx, client, resolving, resolver, config);
  }

  /**
   * The file that holds what {@code url} answers; it stays for a minute at least and must not be changed. The answer
   * comes on the caller's context.
   *
   * @return fails with {@link FetchFailed} only
   */
  public Future<Path> fetch(String url) {
    CompletableFuture<Path> answer = new CompletableFuture<>();
    context.runOnContext(nothing -> share(url, answer));
    Context caller = Vertx.currentContext();
    return caller == null
        ? Future.fromCompletionStage(answer)
        : Future.fromCompletionStage(answer, caller);
  }

  /** Ends downloads that run. */
  public Future<Void> close() {
    return Future.join(means.client().close(), means.resolving().close()).mapEmpty();
  }

  private void share(String url, CompletableFuture<Path> answer) {
    CompletableFuture<Path> shared = running.get(url);
    if (shared == null) {
      shared = running.size() < config.maxConcurrent()
          ? start(url)
          : CompletableFuture.failedFuture(new FetchFailed(503, "too many downloads at once"));
    }
    shared.whenComplete((file, failure) -> settle(answer, file, failure));
  }

  private CompletableFuture<Path> start(String url) {
    CompletableFuture<Path> shared = new CompletableFuture<>();
    running.put(url, shared);
    vertx.executeBlocking(() -> Optional.ofNullable(cache.find(url)), false)
        .compose(found -> found.map(Future::succeededFuture).orElseGet(() -> download(url)))
        .onComplete(done -> {
          running.remove(url);
          settle(shared, done.result(), done.cause());
        });
    return shared;
  }

  private Future<Path> download(String url) {
    return vertx.executeBlocking(cache::part, false)
        .compose(part -> new Download(means, part).start(url)
            .compose(done -> vertx.executeBlocking(() -> cache.keep(url, part), false))
            .recover(failure -> vertx.executeBlocking(() -> discard(part), false)
                .transform(discarded -> Future.failedFuture(failure))));
  }

  private boolean discard(Path part) throws IOException {
    cache.discard(part);
    return true;
  }

  private static void settle(CompletableFuture<Path> answer, @Nullable Path file,
      @Nullable Throwable failure) {
    if (failure == null) {
      answer.complete(file);
    } else if (failure instanceof FetchFailed) {
      answer.completeExceptionally(failure);
    } else {
      answer.completeExceptionally(new FetchFailed(507, "the media cache cannot be written"));
    }
  }
}
