package io.voxbus.call.record;

import static io.voxbus.call.record.Records.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.voxbus.call.record.CallRecordConfig.Casing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
@Timeout(20)
class FolderSinkTest {
  @TempDir
  private Path root;
  private final List<String> failures = new CopyOnWriteArrayList<>();

  @Test
  void recordIsAFileNamedByStartTimeAndEncodedId(Vertx vertx) throws Exception {
    CallRecordSink sink = sink(vertx, root.resolve("a/b"));
    CallRecord record = Records.failed("a@b;tag=../x");
    await(sink.write(record));

    Path file = root.resolve("a/b/20261122-165003_a%40b%3Btag%3D..%2Fx.json");
    assertEquals(RecordJson.write(record, Casing.SNAKE), json(Files.readString(file)));
    assertEquals(List.of(file), files("a/b"), "and nothing unfinished");
    assertEquals(List.of(), failures);
  }

  @Test
  void noRecordReplacesAnother(Vertx vertx) throws Exception {
    CallRecordSink sink = sink(vertx, root);
    await(sink.write(Records.failed("s1")));
    await(sink.write(Records.failed("s1")));

    assertEquals(List.of(root.resolve("20261122-165003_s1.json"),
        root.resolve("20261122-165003_s1_2.json")), files("."));
  }

  @Test
  void everythingIsWrittenBeforeTheSinkIsClosed(Vertx vertx) throws Exception {
    CallRecordSink sink = sink(vertx, root);
    IntStream.range(0, 50).forEach(i -> sink.write(Records.failed("s" + i)));
    await(sink.close());
    assertEquals(50, files(".").size());
  }

  @Test
  void recordsWaitForAFolderThatCannotBeWritten(Vertx vertx) throws Exception {
    Path inTheWay = Files.writeString(root.resolve("file"), "in the way");
    CountDownLatch told = new CountDownLatch(2);
    CallRecordSink sink = CallRecordSink.of(Records.folder(inTheWay), vertx, failure -> {
      failures.add(failure);
      told.countDown();
    });
    Future<Void> first = sink.write(Records.failed("s1"));
    Future<Void> second = sink.write(Records.failed("s2"));
    assertTrue(told.await(10, TimeUnit.SECONDS));
    Files.delete(inTheWay);
    await(Future.all(first, second));

    assertEquals(List.of(inTheWay.resolve("20261122-165003_s1.json"),
        inTheWay.resolve("20261122-165003_s2.json")), files("file"));
    assertEquals(List.of("the record of call s1 waits: FileAlreadyExistsException",
        "the record of call s2 waits: FileAlreadyExistsException"), failures);
  }

  @Test
  void recordsThatWaitAreTriedOnceMoreBeforeTheSinkIsClosed(Vertx vertx) throws Exception {
    Path inTheWay = Files.writeString(root.resolve("file"), "in the way");
    CallRecordSink sink = sink(vertx, inTheWay);
    Future<Void> waits = sink.write(Records.failed("s1"));
    await(sink.close());

    assertThrows(ExecutionException.class, () -> await(waits));
    assertEquals("the record of call s1 is lost: FileAlreadyExistsException", failures.getLast());
  }

  @Test
  void recordAfterTheEndIsReported(Vertx vertx) throws Exception {
    CallRecordSink sink = sink(vertx, root);
    await(sink.close());
    assertThrows(ExecutionException.class, () -> await(sink.write(Records.failed("s1"))));
    assertEquals(List.of("the record of call s1 is lost: the sink is closed"), failures);
  }

  private CallRecordSink sink(Vertx vertx, Path folder) {
    return CallRecordSink.of(Records.folder(folder), vertx, failures::add);
  }

  private List<Path> files(String folder) throws Exception {
    try (Stream<Path> files = Files.list(root.resolve(folder).normalize())) {
      return files.sorted().toList();
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
