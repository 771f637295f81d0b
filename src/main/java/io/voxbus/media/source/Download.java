package io.voxbus.media.source;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.voxbus.directory.Secrets;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One download to one file, with its redirects. Lives on one context; what comes after its end is ignored. */
final class Download {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private final Means means;
  private final Path part;
  private final Promise<Void> result = Promise.promise();
  private boolean ended;
  private long totalTimer;
  private long idleTimer = -1;
  private long received;
  private long receivedBefore = -1;
  private @Nullable HttpClientRequest request;
  private @Nullable Future<AsyncFile> file;

  /** What all downloads share. */
  record Means(Vertx vertx, HttpClientAgent client, WorkerExecutor resolving,
      SafeFetch.Resolver resolver, FetchConfig config) {}

  /** A request to one of the checked addresses of a URL's host. */
  private record Hop(FetchUrl url, List<InetAddress> addresses, int redirects) {
    Hop nextAddress() {
      return new Hop(url, addresses.subList(1, addresses.size()), redirects);
    }
  }

  Download(Means means, Path part) {
    this.means = means;
    this.part = part;
  }

  Future<Void> start(String url) {
    totalTimer = means.vertx().setTimer(means.config().totalTimeout().millis(),
        id -> fail(504, "took too long"));
    resolve(null, url, 0);
    return result.future();
  }

  private void resolve(@Nullable FetchUrl base, String written, int redirects) {
    FetchUrl url;
    try {
      url = base == null ? FetchUrl.of(written) : base.resolve(written);
    } catch (FetchFailed e) {
      end(e);
      return;
    }
    means.resolving().executeBlocking(() -> means.resolver().resolve(url.host()), false)
        .onFailure(e -> fail(502, "cannot find the host " + url.host()))
        .onSuccess(addresses -> check(url, addresses, redirects));
  }

  private void check(FetchUrl url, List<InetAddress> addresses, int redirects) {
    boolean trusted = means.config().allowPrivate() || url.isOneOf(means.config().allowHosts());
    List<InetAddress> allowed = trusted
        ? addresses
        : addresses.stream().filter(address -> AddressGuard.refusal(address) == null).toList();
    if (addresses.isEmpty()) {
      fail(502, "cannot find the host " + url.host());
    } else if (allowed.isEmpty()) {
      fail(403, "the host " + url.host() + " has a "
          + AddressGuard.refusal(addresses.getFirst()) + " address");
    } else {
      connect(new Hop(url, allowed, redirects));
    }
  }

  private void connect(Hop hop) {
    if (ended) {
      return;
    }
    FetchUrl url = hop.url();
    InetSocketAddress checked = new InetSocketAddress(hop.addresses().getFirst(), url.port());
    RequestOptions options = new RequestOptions().setMethod(HttpMethod.GET)
        .setServer(SocketAddress.inetSocketAddress(checked)).setHost(url.host())
        .setPort(url.port()).setSsl(url.secure()).setURI(url.pathAndQuery())
        .setIdleTimeout(means.config().idleTimeout().millis());
    means.client().request(options).onSuccess(open -> send(hop, open))
        .onFailure(e -> notConnected(hop, e));
  }

  private void notConnected(Hop hop, Throwable e) {
    if (hop.addresses().size() > 1) {
      connect(hop.nextAddress());
    } else if (isTimeout(e)) {
      fail(504, hop.url().host() + " does not answer");
    } else {
      fail(502, "cannot connect to " + hop.url().host());
    }
  }

  private void send(Hop hop, HttpClientRequest open) {
    if (ended) {
      open.connection().close();
      return;
    }
    request = open;
    open.putHeader(HttpHeaders.USER_AGENT, "voxbus");
    String userInfo = hop.url().userInfo();
    if (userInfo != null) {
      byte[] credentials = userInfo.getBytes(StandardCharsets.UTF_8);
      open.putHeader(HttpHeaders.AUTHORIZATION,
          "Basic " + Base64.getEncoder().encodeToString(credentials));
    }
    open.send().onSuccess(response -> answered(hop, response)).onFailure(this::broken);
  }

  private void answered(Hop hop, HttpClientResponse response) {
    int status = response.statusCode();
    String location = response.getHeader(HttpHeaders.LOCATION);
    if (ended) {
      return;
    }
    if (REDIRECTS.contains(status) && location != null) {
      response.request().connection().close();
      request = null;
      redirect(hop, location);
    } else if (status == 200) {
      open(response);
    } else {
      String answered = Secrets.maskUrl(hop.url().text()) + " answered " + status;
      fail(status >= 400 && status < 600 ? status : 502, answered);
    }
  }

  private void redirect(Hop hop, String location) {
    if (hop.redirects() == FetchConfig.MAX_REDIRECTS) {
      fail(502, "more than " + FetchConfig.MAX_REDIRECTS + " redirects");
      return;
    }
    resolve(hop.url(), location, hop.redirects() + 1);
  }

  private void open(HttpClientResponse response) {
    if (announced(response) > means.config().maxBytes()) {
      tooLarge();
      return;
    }
    response.exceptionHandler(this::broken).pause();
    Future<AsyncFile> opening = means.vertx().fileSystem().open(part.toString(),
        new OpenOptions().setRead(false).setCreateNew(true));
    file = opening;
    opening.onSuccess(opened -> receive(response, opened)).onFailure(e -> noRoom());
  }

  /** What the server says comes, 0 when it does not say; what really comes is counted. */
  private static long announced(HttpClientResponse response) {
    try {
      String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private void receive(HttpClientResponse response, AsyncFile opened) {
    if (ended) {
      return;
    }
    idleTimer = means.vertx().setPeriodic(means.config().idleTimeout().millis(), id -> alive());
    response.handler(piece -> write(response, opened, piece));
    response.endHandler(nothing -> complete(opened));
    response.resume();
  }

  /** The client's own idle timeout ends with the head of the answer. */
  private void alive() {
    if (received == receivedBefore) {
      fail(504, "the answer stopped coming");
    }
    receivedBefore = received;
  }

  private void write(HttpClientResponse response, AsyncFile opened, Buffer piece) {
    if (ended) {
      return;
    }
    received += piece.length();
    if (received > means.config().maxBytes()) {
      tooLarge();
      return;
    }
    opened.write(piece).onFailure(e -> noRoom());
    if (opened.writeQueueFull()) {
      response.pause();
      opened.drainHandler(nothing -> response.resume());
    }
  }

  private void complete(AsyncFile opened) {
    if (!ended) {
      file = null;
      opened.close().onSuccess(nothing -> end(null)).onFailure(e -> noRoom());
    }
  }

  private void broken(Throwable e) {
    if (isTimeout(e)) {
      fail(504, "no answer came");
    } else {
      fail(502, "the connection broke");
    }
  }

  private void tooLarge() {
    fail(413, "larger than " + means.config().maxBytes() + " bytes");
  }

  private void noRoom() {
    fail(507, "the media cache cannot be written");
  }

  private void fail(int code, String message) {
    end(new FetchFailed(code, message));
  }

  private void end(@Nullable FetchFailed failure) {
    if (ended) {
      return;
    }
    ended = true;
    means.vertx().cancelTimer(totalTimer);
    means.vertx().cancelTimer(idleTimer);
    if (request != null) {
      request.connection().close();
    }
    if (failure == null) {
      result.complete();
    } else {
      closeFile().onComplete(closed -> result.fail(failure));
    }
  }

  /** Also one that is just being opened: whoever hears of the failure may delete it. */
  private Future<Void> closeFile() {
    return file == null ? Future.succeededFuture() : file.compose(AsyncFile::close);
  }

  private static boolean isTimeout(Throwable e) {
    boolean connecting = e instanceof ConnectException;
    return e instanceof TimeoutException
        || (connecting && String.valueOf(e.getMessage()).contains("timed out"));
  }
}
