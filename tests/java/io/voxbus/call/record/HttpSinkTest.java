package io.voxbus.call.record;

import static io.voxbus.call.record.Records.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import io.voxbus.call.record.CallRecordConfig.Casing;
import io.voxbus.protocol.api.Seconds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
@Timeout(30)
class HttpSinkTest {
  /** A status that is never sent. */
  private static final int HANGS = 999;
  @TempDir
  private Path folder;
  private Path spool;
  private Vertx vertx;
  private int port;
  private volatile ToIntFunction<String> status = key -> 200;
  /** Nothing is answered before. */
  private volatile Promise<Void> answers = Promise.promise();
  private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
  private final BlockingQueue<Posted> answered = new LinkedBlockingQueue<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();

  /** What came to the server: the key of the record, its headers, the parts of its form, what it answered. */
  private record Posted(String key, String authorization, Map<String, String> parts, int code) {}

  @BeforeEach
  void listen(Vertx vertx) throws Exception {
    this.vertx = vertx;
    spool = folder.resolve("spool");
    answers.complete();
    HttpServer server = await(serve(0));
    port = server.actualPort();
  }

  @Test
  void recordIsPostedAsAFormWithTheConfiguredHeaders() throws Exception {
    CallRecordSink sink = sink(false);
    await(sink.write(Records.failed("s1")));

    Posted posted = answered.take();
    assertEquals("20261122-165003_s1.json", posted.key());
    assertEquals("Bearer t", posted.authorization());
    assertEquals(List.of("calllog.json application/json"),
        List.copyOf(posted.parts().keySet()));
    assertEquals(RecordJson.write(Records.failed("s1"), Casing.SNAKE),
        json(posted.parts().get("calllog.json application/json")));
    await(sink.close());
    assertEquals(List.of(), left());
  }

  @Test
  void recordingAndDumpAreSentAlong() throws Exception {
    Path recording = Files.writeString(folder.resolve("s1.wav"), "RIFF" + "x".repeat(300_000));
    Path dump = Files.writeString(folder.resolve("s1.events.jsonl"), "{}\n");
    CallRecordSink sink = sink(true);
    await(sink.write(Records.complete("s1", recording, dump)));

    Map<String, String> parts = answered.take().parts();
    assertEquals(List.of("calllog.json application/json",
        "dump_events_s1.events.jsonl s1.events.jsonl application/x-ndjson",
        "media_t1 s1.wav audio/wav"), List.copyOf(parts.keySet()));
    assertEquals(Files.readString(recording), parts.get("media_t1 s1.wav audio/wav"));
    assertEquals("{}\n",
        parts.get("dump_events_s1.events.jsonl s1.events.jsonl application/x-ndjson"));
    await(sink.close());
  }

  @Test
  void aRecordingOnAnotherNodesDiskIsNotTakenForTheFileOfItsNameHere() throws Exception {
    Path recording = Files.writeString(folder.resolve("s1.wav"), "another call's");
    Path dump = Files.writeString(folder.resolve("s1.events.jsonl"), "{}\n");
    CallRecordSink sink = sink(true);
    await(sink.write(Records.complete("s1", recording, dump, Map.of("node", "n1"))));

    assertEquals(List.of("calllog.json application/json",
        "dump_events_s1.events.jsonl s1.events.jsonl application/x-ndjson"),
        List.copyOf(answered.take().parts().keySet()));
    await(sink.close());
  }

  @Test
  void recordIsSentWithoutARecordingThatIsGone() throws Exception {
    CallRecordSink sink = sink(true);
    await(sink.write(
        Records.complete("s1", folder.resolve("gone.wav"), folder.resolve("gone.jsonl"))));
    assertEquals(List.of("calllog.json application/json"),
        List.copyOf(answered.take().parts().keySet()));
    await(sink.close());
  }

  @Test
  void recordsWaitOnTheDiskWhileTheServerFailsAndAllComeOnceWhenItIsBack() throws Exception {
    status = key -> 503;
    CallRecordSink sink = sink(false);
    for (int i = 0; i < 20; i++) {
      await(sink.write(Records.failed("s" + i)));
    }
    assertEquals(20, left().size());
    takeUntil(503, 3);
    status = key -> 200;

    assertEquals(keys(20), taken(20));
    await(sink.close());
    assertEquals(List.of(), left());
    assertEquals(List.of(), failures, "nothing was lost");
  }

  @Test
  void recordsWaitWhileNobodyListens() throws Exception {
    int free = await(serve(0).compose(server -> server.close().map(server.actualPort())));
    CallRecordSink sink = sink("http://127.0.0.1:" + free + "/cdr", 1_000_000);
    await(sink.write(Records.failed("s0")));
    await(sink.write(Records.failed("s1")));
    await(serve(free));

    assertEquals(keys(2), taken(2));
    await(sink.close());
    assertEquals(List.of(), left());
  }

  @Test
  void recordIsSentOnceThoughItIsFoundBeforeItsWriterTellsOfIt() throws Exception {
    answers = Promise.promise();
    CallRecordSink sink = sink(false);
    Promise<Void> written = Promise.promise();
    await(vertx.deployVerticle(new VerticleBase() {
      @Override
      public Future<?> start() throws InterruptedException {
        sink.write(Records.failed("s0")).onComplete(written);
        assertEquals("20261122-165003_s0.json", arrived.take()); // none of our callbacks ran yet
        return Future.succeededFuture();
      }
    }, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
    await(written.future());
    await(sink.write(Records.failed("s1")));

    assertEquals("20261122-165003_s1.json", arrived.take());
    answers.complete();
    assertEquals(keys(2), taken(2));
    await(sink.close());
  }

  @Test
  void serverThatDoesNotAnswerInTimeIsTriedAgain() throws Exception {
    status = key -> HANGS;
    CallRecordConfig patient = Records.http(url(), spool, false, 1_000_000);
    CallRecordSink sink = CallRecordSink.of(new CallRecordConfig(patient.type(), null,
        patient.url(), null, null, null, patient.spool(), null, null, new Seconds(100),
        new Seconds(5), new Seconds(40)), vertx, failures::add);
    await(sink.write(Records.failed("s0")));
    assertEquals(HANGS, answered.take().code());
    status = key -> 200;

    assertEquals(keys(1), taken(1));
    await(sink.close());
    assertEquals(List.of(), left());
  }

  @Test
  void fullSpoolIsDeliveredOnceEachAfterARestart() throws Exception {
    status = key -> 500;
    CallRecordSink before = sink(false);
    for (int i = 0; i < 30; i++) {
      await(before.write(Records.failed("s" + i)));
    }
    await(before.close());
    answered.clear();
    status = key -> 204;

    CallRecordSink after = sink(false);

    assertEquals(keys(30), taken(30));
    await(after.close());
    assertEquals(List.of(), left());
    assertTrue(answered.isEmpty(), "none twice");
  }

  @Test
  void rejectedRecordIsPutAsideWithItsReasonAndHoldsUpNoOther() throws Exception {
    status = key -> key.contains("bad") ? 422 : 200;
    CallRecordSink sink = sink(false);
    await(sink.write(Records.failed("bad")));
    await(sink.write(Records.failed("s0")));
    answered.take();
    answered.take();
    await(sink.close());

    assertEquals(List.of(), left());
    assertEquals("answered 422: said 422",
        json(Files.readString(spool.resolve("rejected/20261122-165003_bad.json")))
            .get("rejected").textValue());
  }

  @Test
  void recordTheServerChokesOnHoldsUpNoOther() throws Exception {
    status = key -> key.contains("poison") ? 500 : 200;
    CallRecordSink sink = sink(false);
    await(sink.write(Records.failed("poison")));
    for (int i = 0; i < 5; i++) {
      await(sink.write(Records.failed("s" + i)));
    }
    assertEquals(keys(5), taken(5));
    await(sink.close());
    assertEquals(List.of("20261122-165003_poison.json"), left());
  }

  @Test
  void damagedFileInTheSpoolIsPutAside() throws Exception {
    Files.createDirectories(spool);
    Files.writeString(spool.resolve("00000000-000000_damaged.json"), "{\"rec");
    CallRecordSink sink = sink(false);
    await(sink.write(Records.failed("s0")));
    assertEquals(keys(1), taken(1));
    await(sink.close());

    assertEquals(List.of(), left());
    assertTrue(Files.exists(spool.resolve("rejected/00000000-000000_damaged.json")));
  }

  @Test
  void nextSinkTakesOverWhatOneThatSharesItsSpoolLeaves() throws Exception {
    status = key -> 500;
    CallRecordSink old = sink(false);
    await(old.write(Records.failed("s0")));
    CallRecordSink next = sink(false);
    await(next.write(Records.failed("s1")));
    await(old.close());
    status = key -> 200;

    assertEquals(keys(2), taken(2));
    await(next.close());
  }

  @Test
  void whatWaitsForAFullSpoolOrAFolderThatCannotBeWrittenIsLostAtTheEnd() throws Exception {
    CallRecordSink full = sink(url(), 10);
    Future<Void> first = full.write(Records.failed("s1"));
    await(full.close());
    assertThrows(ExecutionException.class, () -> await(first));
    spool = Files.writeString(folder.resolve("file"), "in the way").resolve("x");
    CallRecordSink unwritable = sink(url(), 1_000_000);
    Future<Void> second = unwritable.write(Records.failed("s2"));
    await(unwritable.close());
    assertThrows(ExecutionException.class, () -> await(second));

    assertEquals(
        List.of("the record of call s1 is lost: the spool is full",
            "the record of call s2 is lost: FileSystemException"),
        failures.stream().filter(told -> told.contains("is lost")).toList());
  }

  @Test
  void urlThatIsNoneIsRefusedAtTheStart() {
    assertThrows(RuntimeException.class, () -> sink("not a url", 10));
    assertThrows(IllegalArgumentException.class, () -> sink(null, 10));
  }

  private CallRecordSink sink(boolean withMedia) {
    return CallRecordSink.of(Records.http(url(), spool, withMedia, 1_000_000), vertx,
        failures::add);
  }

  private CallRecordSink sink(String url, long maxSpoolBytes) {
    return CallRecordSink.of(Records.http(url, spool, false, maxSpoolBytes), vertx, failures::add);
  }

  private String url() {
    return "http://127.0.0.1:" + port + "/cdr";
  }

  private Future<HttpServer> serve(int port) {
    return vertx.createHttpServer().requestHandler(this::receive).listen(port, "127.0.0.1");
  }

  private void receive(HttpServerRequest request) {
    Map<String, String> parts = new TreeMap<>();
    request.body().onSuccess(body -> {
      String boundary = "--" + request.getHeader("content-type").split("boundary=")[1];
      assertEquals(body.length(), Integer.parseInt(request.getHeader("content-length")));
      for (String part : body.toString().split("(\r\n)?" + boundary + "(--)?\r\n")) {
        if (!part.isEmpty()) {
          String[] halves = part.split("\r\n\r\n", 2);
          parts.put(halves[0].replaceFirst("Content-Disposition: form-data; name=", "")
              .replace("; filename=", " ").replace("\r\nContent-Type: ", " ").replace("\"", ""),
              halves[1]);
        }
      }
      String key = request.getHeader("idempotency-key");
      int code = status.applyAsInt(key);
      arrived.add(key);
      Posted posted = new Posted(key, request.getHeader("authorization"), parts, code);
      if (code == HANGS) {
        answered.add(posted);
        return;
      }
      answers.future()
          .compose(now -> request.response().setStatusCode(code).end("said " + code))
          .onComplete(sent -> answered.add(posted));
    });
  }

  /** Waits for the server to have failed {@code times}. */
  private void takeUntil(int code, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      assertEquals(code, answered.take().code());
    }
  }

  /** The keys of the records the server took; fails when one comes twice. */
  private List<String> taken(int records) throws InterruptedException {
    List<String> taken = new ArrayList<>();
    while (taken.size() < records) {
      Posted posted = answered.take();
      if (posted.code() < 300) {
        taken.add(posted.key());
      }
    }
    return taken.stream().sorted().toList();
  }

  private static List<String> keys(int records) {
    return IntStream.range(0, records).mapToObj(i -> "20261122-165003_s" + i + ".json").sorted()
        .toList();
  }

  private List<String> left() throws Exception {
    try (Stream<Path> files = Files.list(spool)) {
      return files.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json")).sorted().toList();
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
