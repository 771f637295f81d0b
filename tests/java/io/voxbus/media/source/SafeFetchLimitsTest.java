package io.voxbus.media.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientOptions;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server or a disk may do to a download. */
class SafeFetchLimitsTest extends FetchFixture {
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
    assertEquals(504, failed(idle(), url("/")).code());
  }

  @Test
  void serverThatStopsInTheMiddleTimesOut() {
    answer = request -> {
      request.response().putHeader("content-length", "100");
      request.response().write("half");
    };
    assertEquals(504, failed(idle(), url("/")).code());
    assertNothingLeft();
  }

  @Test
  void serverThatDripsTimesOutInTotal() {
    answer = request -> {
      request.response().setChunked(true);
      vertx.setPeriodic(20, id -> request.response().write("x").onFailure(
          e -> vertx.cancelTimer(id)));
    };
    FetchFailed failed = failed(hasty(), url("/"));
    assertEquals("504 took too long", text(failed));
    assertNothingLeft();
  }

  @Test
  void resolverThatHangsTimesOutInTotal() {
    CompletableFuture<List<InetAddress>> never = new CompletableFuture<>();
    SafeFetch fetch = new SafeFetch(vertx, timeouts(60_000, 300), host -> never.join(),
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
  void tooManyAtOnceAreRefused() throws Exception {
    Promise<Void> gate = Promise.promise();
    answer = request -> gate.future().onSuccess(open -> request.response().end("audio"));
    SafeFetch fetch = fetch(); // three at once
    List<Future<Path>> held = Stream.of("/1", "/2", "/3").map(p -> fetch.fetch(url(p))).toList();

    assertEquals("503 too many downloads at once", text(failed(fetch, url("/4"))));
    gate.complete();
    for (Future<Path> one : held) {
      assertEquals("audio", Files.readString(await(one)));
    }
    assertEquals("audio", Files.readString(await(fetch.fetch(url("/4")))));
  }

  @Test
  void folderThatCannotBeWrittenFailsTheDownloadOnly() throws Exception {
    Files.writeString(folder.resolve("file"), "in the way");
    FetchConfig config = new FetchConfig(folder.resolve("file/cache").toString(), true, null, null,
        null, null, null, null, null, null);
    assertEquals("507 the media cache cannot be written",
        text(failed(fetch(config, new HttpClientOptions()), url("/"))));
  }

  private SafeFetch idle() {
    return fetch(timeouts(200, 60_000), new HttpClientOptions());
  }

  private SafeFetch hasty() {
    return fetch(timeouts(60_000, 300), new HttpClientOptions());
  }
}
