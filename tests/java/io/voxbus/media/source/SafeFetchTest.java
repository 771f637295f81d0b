package io.voxbus.media.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import io.vertx.junit5.VertxExtension;
import io.voxbus.protocol.api.Seconds;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No name of these tests is in any DNS: a download that works went to the address the test's resolver gave. */
@ExtendWith(VertxExtension.class)
@Timeout(20)
class SafeFetchTest {
  @TempDir
  private Path folder;
  private Vertx vertx;
  private int port;
  private volatile Handler<HttpServerRequest> answer = request -> request.response().end("audio");
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> resolved = new CopyOnWriteArrayList<>();
  private final Map<String, List<String>> names = new ConcurrentHashMap<>(
      Map.of("media.test", List.of("127.0.0.1"), "evil.test", List.of("127.0.0.1")));
  private long nowMillis = 1_700_000_000_000L;

  @BeforeEach
  void listen(Vertx vertx) throws Exception {
    this.vertx = vertx;
    port = await(serve(new HttpServerOptions())).actualPort();
  }

  @Test
  void hostIsResolvedOnceAndTheCheckedAddressIsAskedUnderItsName() throws Exception {
    Path file = await(fetch().fetch(url("/a%20b.wav?c=d")));

    assertEquals("audio", Files.readString(file));
    assertEquals(List.of("media.test:" + port + " /a%20b.wav?c=d null"), asked);
    assertEquals(List.of("media.test"), resolved);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00:ec2::254",
      "64:ff9b::7f00:1", "2002:7f00:1::", "0.0.0.0", "224.0.0.1"})
  void hostWithARefusedAddressIsNeverAsked(String address) {
    names.put("evil.test", List.of(address));
    FetchFailed failed = failed(fetch(), "http://evil.test:" + port + "/");

    assertEquals(403, failed.code());
    assertEquals("the host evil.test has a "
        + AddressGuard.refusal(InetAddress.ofLiteral(address)) + " address", failed.getMessage());
    assertEquals(List.of(), asked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1",
      "localhost", "localhost."})
  void loopbackIsRefusedHoweverItIsWritten(String host) throws Exception {
    SafeFetch real = new SafeFetch(vertx, config(List.of(), null));
    int code = failed(real, "http://" + host + ":" + port + "/").code();

    assertTrue(List.of(400, 403, 502).contains(code), "answered " + code);
    assertEquals(List.of(), asked);
  }

  @Test
  void redirectIsCheckedAgain() {
    answer = redirectTo("http://evil.test:" + port + "/");

    assertEquals(403, failed(fetch(), url("/")).code());
    assertEquals(1, asked.size());
    assertEquals(List.of("media.test", "evil.test"), resolved);
  }

  @Test
  void relativeRedirectIsFollowed() throws Exception {
    answer = request -> {
      if (request.uri().equals("/a/b")) {
        redirectTo("../c").handle(request);
      } else {
        request.response().end("moved");
      }
    };
    assertEquals("moved", Files.readString(await(fetch().fetch(url("/a/b")))));
  }

  @Test
  void redirectToAnotherSchemeIsRefused() {
    answer = redirectTo("file:///etc/passwd");
    assertEquals(400, failed(fetch(), url("/")).code());
    answer = redirectTo("http://%%");
    assertEquals(502, failed(fetch(), url("/2")).code());
  }

  @Test
  void redirectsEndAfterFive() {
    answer = request -> redirectTo(request.uri() + "x").handle(request);
    FetchFailed failed = failed(fetch(), url("/"));

    assertEquals("502 more than 5 redirects", text(failed));
    assertEquals(6, asked.size());
  }

  @Test
  void nextAddressIsTriedWhenOneDoesNotAnswer() throws Exception {
    names.put("media.test", List.of("127.0.0.9", "127.0.0.1"));
    assertEquals("audio", Files.readString(await(fetch().fetch(url("/")))));
  }

  @Test
  void privateAddressesMayBeAllowedForAll() throws Exception {
    SafeFetch fetch = fetch(new FetchConfig(folder.resolve("cache").toString(), true, null, null,
        null, null, null, null, null, null), new HttpClientOptions());
    assertEquals("audio",
        Files.readString(await(fetch.fetch("http://evil.test:" + port + "/"))));
  }

  @Test
  void userAndPasswordOfTheUrlAreSentAndNotTold() throws Exception {
    await(fetch().fetch("http://u:p@media.test:" + port + "/"));
    assertEquals(List.of("media.test:" + port + " / Basic dTpw"), asked);

    answer = request -> request.response().setStatusCode(401).end();
    FetchFailed failed = failed(fetch(), "http://u:p@media.test:" + port + "/x?token=t");
    assertEquals("http://***@media.test:" + port + "/x?token=*** answered 401",
        failed.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 410, 429, 500, 503})
  void statusOfTheServerIsTheCode(int status) {
    answer = request -> request.response().setStatusCode(status).end("no");
    assertEquals(status, failed(fetch(), url("/")).code());
    assertNothingLeft();
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 206, 304})
  void anotherStatusIsABadAnswer(int status) {
    answer = request -> request.response().setStatusCode(status).end();
    assertEquals(502, failed(fetch(), url("/")).code());
  }

  @Test
  void fileTooLargeIsRefusedWhetherOrNotItIsAnnounced() {
    answer = request -> request.response().end("x".repeat(1_001));
    assertEquals(413, failed(fetch(), url("/announced")).code());
    answer = request -> {
      request.response().setChunked(true);
      request.response().write("x".repeat(600));
      request.response().end("x".repeat(401));
    };
    assertEquals(413, failed(fetch(), url("/chunked")).code());
    assertNothingLeft();
  }

  @Test
  void largestFileFits() throws Exception {
    answer = request -> request.response().end("x".repeat(1_000));
    assertEquals(1_000, Files.size(await(fetch().fetch(url("/")))));
  }

  @Test
  void serverThatNeverAnswersTimesOut() {
    answer = request -> {};
    assertEquals("504 no answer came", text(failed(hurried(), url("/"))));
  }

  @Test
  void serverThatStopsInTheMiddleTimesOut() {
    answer = request -> {
      request.response().putHeader("content-length", "100");
      request.response().write("half");
    };
    FetchFailed failed = failed(hurried(), url("/"));
    assertEquals("504 the answer stopped coming", text(failed));
    assertNothingLeft();
  }

  @Test
  void serverThatDripsTimesOutInTotal() {
    answer = request -> {
      request.response().setChunked(true);
      vertx.setPeriodic(20, id -> request.response().write("x").onFailure(
          e -> vertx.cancelTimer(id)));
    };
    FetchFailed failed = failed(hurried(), url("/"));
    assertEquals("504 took too long", text(failed));
    assertNothingLeft();
  }

  @Test
  void resolverThatHangsTimesOutInTotal() {
    CompletableFuture<List<InetAddress>> never = new CompletableFuture<>();
    SafeFetch fetch = new SafeFetch(vertx, hurriedConfig(), host -> never.join(),
        () -> nowMillis, new HttpClientOptions());
    assertEquals(504, failed(fetch, url("/")).code());
    never.complete(List.of());
  }

  @Test
  void connectionThatBreaksFails() {
    answer = request -> {
      request.response().putHeader("content-length", "100");
      request.response().write("half").onComplete(sent -> request.connection().close());
    };
    assertEquals(502, failed(fetch(), url("/")).code());
    assertNothingLeft();
  }

  @Test
  void unknownHostAndClosedPortFail() {
    assertEquals("502 cannot find the host none.test", text(failed(fetch(), "http://none.test/")));
    assertEquals("502 cannot connect to media.test",
        text(failed(fetch(), "http://media.test:1/")));
  }

  @Test
  void onlyHttpUrlsAreFetched() {
    assertEquals(400, failed(fetch(), "file:///etc/passwd").code());
    assertEquals(400, failed(fetch(), "hello").code());
  }

  @Test
  void callersOfOneUrlShareOneDownload() throws Exception {
    CompletableFuture<HttpServerRequest> first = new CompletableFuture<>();
    answer = first::complete;
    SafeFetch fetch = fetch();
    Future<Path> one = fetch.fetch(url("/"));
    HttpServerRequest held = first.get(10, TimeUnit.SECONDS);
    Future<Path> other = fetch.fetch(url("/"));
    held.response().end("shared");

    assertEquals("shared", Files.readString(await(one)));
    assertEquals(await(one), await(other));
    assertEquals(1, asked.size());
  }

  @Test
  void fileIsCachedAlsoForTheNextNodeUntilItIsTooOld() throws Exception {
    Path file = await(fetch().fetch(url("/")));
    assertEquals(file, await(fetch().fetch(url("/"))));
    assertEquals(1, asked.size());

    nowMillis += 60_000;
    answer = request -> request.response().end("fresh");
    assertEquals("fresh", Files.readString(await(fetch().fetch(url("/")))));
    assertEquals(2, asked.size());
  }

  @Test
  void failureIsNotCached() throws Exception {
    answer = request -> request.response().setStatusCode(500).end();
    SafeFetch fetch = fetch();
    failed(fetch, url("/"));
    answer = request -> request.response().end("audio");
    assertEquals("audio", Files.readString(await(fetch.fetch(url("/")))));
  }

  @Test
  void tooManyAtOnceAreRefused() throws Exception {
    answer = request -> {};
    SafeFetch fetch = hurried();
    List<Future<Path>> held = Stream.of("/1", "/2", "/3").map(p -> fetch.fetch(url(p))).toList();
    assertEquals("503 too many downloads at once", text(failed(fetch, url("/4"))));
    held.forEach(one -> assertThrows(ExecutionException.class, () -> await(one)));
  }

  @Test
  void folderThatCannotBeWrittenFailsTheDownloadOnly() throws Exception {
    Files.writeString(folder.resolve("file"), "in the way");
    FetchConfig config = new FetchConfig(folder.resolve("file/cache").toString(), true, null, null,
        null, null, null, null, null, null);
    assertEquals("507 the media cache cannot be written",
        text(failed(fetch(config, new HttpClientOptions()), url("/"))));
  }

  @Test
  void answerComesOnTheCallersContext() throws Exception {
    Context caller = vertx.getOrCreateContext();
    SafeFetch fetch = fetch();
    CompletableFuture<Context> seen = new CompletableFuture<>();
    caller.runOnContext(nothing -> fetch.fetch(url("/"))
        .onComplete(done -> seen.complete(Vertx.currentContext())));
    assertSame(caller, seen.get(10, TimeUnit.SECONDS));
  }

  @Test
  void tlsIsSpokenWithTheNameNotTheAddress() throws Exception {
    PfxOptions key = new PfxOptions().setPath("tls/media.test.p12").setPassword("voxbus");
    HttpServer tls = await(
        serve(new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(key)));
    names.put("other.test", List.of("127.0.0.1"));
    SafeFetch fetch = fetch(config(List.of("*.test"), null),
        new HttpClientOptions().setTrustOptions(key));

    Path file = await(fetch.fetch("https://media.test:" + tls.actualPort() + "/"));

    assertEquals("audio", Files.readString(file));
    assertEquals("sni media.test", asked.getFirst());
    assertEquals(502, failed(fetch, "https://other.test:" + tls.actualPort() + "/").code(),
        "the certificate is for another name");
    assertEquals(502, failed(fetch(), "https://media.test:" + tls.actualPort() + "/x").code(),
        "nobody we trust has signed it");
  }

  private static Handler<HttpServerRequest> redirectTo(String location) {
    return request -> request.response().setStatusCode(302).putHeader("location", location).end();
  }

  private Future<HttpServer> serve(HttpServerOptions options) {
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

  private SafeFetch fetch() {
    return fetch(config(List.of("media.test"), 1_000L), new HttpClientOptions());
  }

  private SafeFetch fetch(FetchConfig config, HttpClientOptions http) {
    return new SafeFetch(vertx, config, this::resolve, () -> nowMillis, http);
  }

  private FetchConfig config(List<String> allowHosts, Long maxBytes) {
    return new FetchConfig(folder.resolve("cache").toString(), false, allowHosts, maxBytes, 3, null,
        null, null, null, new Seconds(60_000));
  }

  private SafeFetch hurried() {
    return fetch(hurriedConfig(), new HttpClientOptions());
  }

  private FetchConfig hurriedConfig() {
    return new FetchConfig(folder.resolve("cache").toString(), false, List.of("media.test"), null,
        3, null, new Seconds(100), new Seconds(450), null, null);
  }

  private List<InetAddress> resolve(String host) throws UnknownHostException {
    resolved.add(host);
    List<String> addresses = names.get(host);
    if (addresses == null) {
      throw new UnknownHostException(host);
    }
    return addresses.stream().map(InetAddress::ofLiteral).toList();
  }

  private String url(String path) {
    return "http://media.test:" + port + path;
  }

  private void assertNothingLeft() {
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      assertEquals(List.of(), files.toList());
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static FetchFailed failed(SafeFetch fetch, String url) {
    ExecutionException failure = assertThrows(ExecutionException.class,
        () -> await(fetch.fetch(url)));
    return assertInstanceOf(FetchFailed.class, failure.getCause());
  }

  private static String text(FetchFailed failed) {
    return failed.code() + " " + failed.getMessage();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
