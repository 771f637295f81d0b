package io.voxbus.call.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voxbus.directory.DiskWriters;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class EventsDumpTest {
  @TempDir
  private Path root;
  private final DiskWriters writers = new DiskWriters(1);
  private final List<String> failures = new ArrayList<>();

  @AfterEach
  void close() {
    writers.close();
  }

  @Test
  void everyEventAndCommandIsALineWithItsSecretsMasked() throws Exception {
    EventsDump dump = dump("a@b.c");
    dump.command(1_000,
        json("{\"command\":\"invite\",\"option\":{\"asr\":{\"secretKey\":\"k\"}}}"));
    dump.event(1_001, json("{\"event\":\"error\",\"error\":\"say \\\"hi\\\"\\n\",\"seq\":1}"));

    Path file = root.resolve("a%40b.c.events.jsonl");
    assertEquals(new EventsDump.Dumped(file, 2, 0, null), dump.close().join());
    assertEquals(List.of(
        "{\"type\":\"command\",\"timestamp\":1000,\"content\":\"{\\\"command\\\":\\\"invite\\\","
            + "\\\"option\\\":{\\\"asr\\\":{\\\"secretKey\\\":\\\"***\\\"}}}\"}",
        "{\"type\":\"event\",\"timestamp\":1001,\"content\":\"{\\\"event\\\":\\\"error\\\","
            + "\\\"error\\\":\\\"say \\\\\\\"hi\\\\\\\"\\\\n\\\",\\\"seq\\\":1}\"}"),
        Files.readAllLines(file));
    JsonNode line = json(Files.readAllLines(file).get(1));
    assertEquals("say \"hi\"\n", json(line.get("content").textValue()).get("error").textValue());
    assertEquals(List.of(), failures);
  }

  @Test
  void aCallThatSaidNothingLeavesNoFile() {
    assertEquals(new EventsDump.Dumped(root.resolve("s1.events.jsonl"), 0, 0, null),
        dump("s1").close().join());
    assertEquals(false, Files.exists(root.resolve("s1.events.jsonl")));
  }

  @Test
  void dumpAppendsAndALineTornByACrashEndsFirst() throws Exception {
    Files.writeString(root.resolve("s1.events.jsonl"), "{\"type\":\"ev");
    EventsDump dump = dump("s1");
    dump.event(5, json("{}"));
    dump.close().join();

    assertEquals("{\"type\":\"ev\n{\"type\":\"event\",\"timestamp\":5,\"content\":\"{}\"}\n",
        Files.readString(root.resolve("s1.events.jsonl")));
  }

  @Test
  void slowDiskCostsLinesBeyondTheBoundAndIsReportedOnce() throws Exception {
    CountDownLatch slowDisk = new CountDownLatch(1);
    writers.lane(1).offer(1, () -> awaitQuietly(slowDisk)); // the only thread hangs
    EventsDump dump = new EventsDump(new DumpConfig(root.toString(), 100), "s1", writers,
        failures::add);
    for (int i = 0; i < 9; i++) {
      dump.event(i, json("{}")); // 48 bytes a line
    }
    slowDisk.countDown();

    assertEquals(List.of("the disk is too slow for the events dump"), failures);
    assertEquals(new EventsDump.Dumped(root.resolve("s1.events.jsonl"), 2, 7, failures.getFirst()),
        dump.close().join());
  }

  @Test
  void folderThatCannotBeMadeIsReportedOnceAndTheCallGoesOn() throws Exception {
    Path inTheWay = Files.writeString(root.resolve("file"), "in the way");
    EventsDump dump = new EventsDump(new DumpConfig(inTheWay.resolve("x").toString(), null), "s1",
        writers, failures::add);
    dump.event(1, json("{}"));
    dump.event(2, json("{}"));

    EventsDump.Dumped dumped = dump.close().join();

    assertEquals(2, dumped.droppedLines());
    assertEquals(List.of(dumped.error()), failures);
  }

  @Test
  void fullDiskIsReportedOnceAndEveryLineCounted() throws Exception {
    EventsDump dump = new EventsDump(root.resolve("x"), writers.lane(1_000), failures::add,
        path -> FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE,
            StandardOpenOption.READ));
    dump.event(1, json("{}"));
    dump.event(2, json("{}"));

    String error = "cannot write the events dump: No space left on device";
    assertEquals(new EventsDump.Dumped(root.resolve("x"), 0, 2, error), dump.close().join());
    assertEquals(List.of(error), failures);
  }

  @Test
  void fileThatIsALinkIsNotWrittenThrough() throws Exception {
    Path victim = Files.writeString(root.resolve("victim"), "keep");
    Files.createSymbolicLink(root.resolve("s1.events.jsonl"), victim);
    EventsDump dump = dump("s1");
    dump.event(1, json("{}"));

    assertEquals(1, dump.close().join().droppedLines());
    assertEquals("keep", Files.readString(victim));
  }

  @Test
  void closeAnswersAlsoWhenTheWritersAreGone() throws Exception {
    EventsDump dump = dump("s1");
    writers.close();
    dump.event(1, json("{}"));
    assertEquals(1, dump.close().join().droppedLines());
  }

  private EventsDump dump(String callId) {
    return new EventsDump(new DumpConfig(root.toString(), null), callId, writers, failures::add);
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
