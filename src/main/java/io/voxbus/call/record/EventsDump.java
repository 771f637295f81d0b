package io.voxbus.call.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.voxbus.directory.DiskWriters;
import io.voxbus.directory.FileNames;
import io.voxbus.directory.Secrets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happens in a call to {@code <root>/<encoded id>.events.jsonl}, a line of JSON each, secrets masked:
 * {@code {"type":"event"|"command","timestamp":<ms>,"content":"<JSON text>"}}. Appends to what an earlier call of the
 * same id has left. A disk that is slow or full costs lines, never the call; the first failure is told once.
 */
public final class EventsDump {
  private final Path path;
  private final DiskWriters.Lane lane;
  private volatile Consumer<String> failed;
  private final Opening opening;
  private final AtomicReference<@Nullable String> firstFailure = new AtomicReference<>();
  private final AtomicLong droppedLines = new AtomicLong();
  private final CompletableFuture<Dumped> closed = new CompletableFuture<>();

  // the disk thread's own
  private @Nullable FileChannel file;
  private long goodBytes;
  private long lines;

  /** What has been written: {@code error} is the first failure, null when there was none. */
  public record Dumped(Path path, long lines, long droppedLines, @Nullable String error) {}

  /** Opens a file to append to; blocks. */
  interface Opening {
    FileChannel open(Path path) throws IOException;
  }

  /** {@code failed} is told once, from a disk thread or the caller's. */
  public EventsDump(DumpConfig config, String callId, DiskWriters writers,
      Consumer<String> failed) {
    this(Path.of(config.root()).toAbsolutePath().normalize()
        .resolve(FileNames.encode(callId) + ".events.jsonl"), writers.lane(config.bufferBytes()),
        failed, EventsDump::openFile);
  }

  EventsDump(Path path, DiskWriters.Lane lane, Consumer<String> failed, Opening opening) {
    this.path = path;
    this.lane = lane;
    this.failed = failed;
    this.opening = opening;
  }

  /** @param told from now on of the first failure, instead of whoever was told so far */
  public void onFailure(Consumer<String> told) {
    failed = told;
  }

  public Path path() {
    return path;
  }

  /** @param timestampMillis wall clock */
  public void event(long timestampMillis, JsonNode event) {
    add("event", timestampMillis, event);
  }

  /** @param timestampMillis wall clock */
  public void command(long timestampMillis, JsonNode command) {
    add("command", timestampMillis, command);
  }

  /** Writes what waits and closes the file. The answer comes from a disk thread and never fails. */
  public CompletableFuture<Dumped> close() {
    if (!lane.offerLast(this::finish)) {
      fail("the disk writers are closed");
      closed.complete(result());
    }
    return closed;
  }

  private void add(String type, long timestampMillis, JsonNode content) {
    String line = JsonNodeFactory.instance.objectNode().put("type", type)
        .put("timestamp", timestampMillis).put("content", Secrets.mask(content).toString())
        .toString() + "\n";
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    if (!lane.offer(bytes.length, () -> write(bytes))) {
      droppedLines.incrementAndGet();
      fail("the disk is too slow for the events dump");
    }
  }

  private void write(byte[] line) {
    try {
      FileChannel out = file == null ? open() : file;
      file = out;
      writeAt(out, goodBytes, line);
      goodBytes += line.length;
      lines++;
    } catch (IOException e) {
      droppedLines.incrementAndGet();
      fail(reason(e));
      cutTornLine();
    }
  }

  private void cutTornLine() {
    try {
      if (file != null) {
        file.truncate(goodBytes);
      }
    } catch (IOException e) {
      fail(reason(e));
    }
  }

  private static FileChannel openFile(Path path) throws IOException {
    Path folder = path.resolveSibling("");
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
        StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  private FileChannel open() throws IOException {
    FileChannel opened = opening.open(path);
    goodBytes = opened.size();
    ByteBuffer last = ByteBuffer.allocate(1);
    if (goodBytes > 0 && opened.read(last, goodBytes - 1) == 1 && last.get(0) != '\n') {
      writeAt(opened, goodBytes, new byte[]{'\n'}); // a line torn by a crash ends here
      goodBytes++;
    }
    return opened;
  }

  private static void writeAt(FileChannel out, long position, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      out.write(buffer, position + buffer.position());
    }
  }

  private void finish() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      fail(reason(e));
    }
    closed.complete(result());
  }

  /** Without the path: it may be shown to a client. */
  private static String reason(IOException e) {
    String why = e instanceof FileSystemException ? e.getClass().getSimpleName() : e.getMessage();
    return "cannot write the events dump: " + why;
  }

  private Dumped result() {
    return new Dumped(path, lines, droppedLines.get(), firstFailure.get());
  }

  private void fail(String reason) {
    if (firstFailure.compareAndSet(null, reason)) {
      failed.accept(reason);
    }
  }
}
