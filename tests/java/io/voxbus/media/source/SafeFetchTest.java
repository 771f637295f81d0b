package io.voxbus.media.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeFetchTest extends FetchFixture {
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
}
