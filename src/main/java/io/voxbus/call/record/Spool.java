package io.voxbus.call.record;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Records on their way to a server, a file each, oldest name first. To send a rejected one again move it from
 * {@code rejected/} back into the folder. Blocks; used by one thread.
 */
final class Spool {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private final Path folder;
  private final Path rejected;
  private final long maxBytes;
  /** Of what waits; -1 before the first look. Looked at again by {@link #names}: others may share the folder. */
  private long waitingBytes = -1;
  private @Nullable FileChannel lockFile;
  private @Nullable FileLock lock;

  Spool(Path folder, long maxBytes) {
    this.folder = folder.toAbsolutePath();
    rejected = this.folder.resolve("rejected");
    this.maxBytes = maxBytes;
  }

  /** A file that goes with a record. {@code part} is its name in the form. */
  record Attachment(String part, Path path, String contentType, long bytes) {}

  /** A record as it is to be sent. */
  record Entry(String name, String json, List<Attachment> attachments) {}

  /** Whether this spool may be emptied by us: one at a time may, of all nodes and versions that share the folder. */
  boolean claim() throws IOException {
    if (lock != null) {
      return true;
    }
    Files.createDirectories(folder);
    FileChannel file = FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE,
        StandardOpenOption.WRITE);
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null; // another sink in this process
    }
    if (lock == null) {
      file.close();
    } else {
      lockFile = file;
    }
    return lock != null;
  }

  void release() throws IOException {
    if (lockFile != null) {
      lockFile.close();
    }
    lock = null;
    lockFile = null;
  }

  List<String> names() throws IOException {
    Files.createDirectories(folder);
    waitingBytes = sizeOf(folder);
    return namesIn(folder);
  }

  /** Keeps a record; it is on the disk when this returns. The name by which to {@link #read} it. */
  String put(String baseName, ObjectNode json, List<Attachment> attachments) throws IOException {
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    entry.set("record", json);
    ArrayNode listed = entry.putArray("attachments");
    for (Attachment attachment : attachments) {
      listed.addObject().put("part", attachment.part()).put("path", attachment.path().toString())
          .put("contentType", attachment.contentType());
    }
    byte[] bytes = bytes(entry);
    if (waitingBytes < 0) {
      names();
    }
    if (waitingBytes + bytes.length > maxBytes) {
      throw new IOException("the spool is full");
    }
    Path file = RecordFiles.writeNew(folder, baseName, bytes);
    waitingBytes += bytes.length;
    return String.valueOf(file.getFileName());
  }

  /**
   * A record and those of its files that still exist; null when it is no longer there.
   *
   * @throws JsonProcessingException when the file is damaged
   */
  @Nullable
  Entry read(String name) throws IOException {
    JsonNode entry;
    try {
      entry = MAPPER.readTree(Files.readAllBytes(folder.resolve(name)));
    } catch (NoSuchFileException e) {
      return null;
    }
    if (!entry.has("record")) {
      throw new JsonParseException(null, "not a spooled record");
    }
    List<Attachment> attachments = new ArrayList<>();
    for (JsonNode listed : entry.path("attachments")) {
      Path path = Path.of(listed.path("path").asText());
      if (Files.isReadable(path)) {
        attachments.add(new Attachment(listed.path("part").asText(), path,
            listed.path("contentType").asText(), Files.size(path)));
      }
    }
    return new Entry(name, entry.path("record").toString(), attachments);
  }

  boolean delete(String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      return false;
    }
    waitingBytes -= Files.size(file);
    return Files.deleteIfExists(file);
  }

  /** Puts a record aside with the reason. */
  boolean reject(String name, String reason) throws IOException {
    Files.createDirectories(rejected);
    Path file = folder.resolve(name);
    waitingBytes -= Files.size(file);
    try {
      if (MAPPER.readTree(Files.readAllBytes(file)) instanceof ObjectNode entry) {
        RecordFiles.write(file, bytes(entry.put("rejected", reason)));
      }
    } catch (IOException e) {
      // what cannot be read or marked is put aside as it is
    }
    Files.move(file, rejected.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    forgetOldest();
    return true;
  }

  private void forgetOldest() throws IOException {
    long bytes = sizeOf(rejected);
    for (String name : namesIn(rejected)) {
      if (bytes <= maxBytes) {
        return;
      }
      Path file = rejected.resolve(name);
      bytes -= Files.size(file);
      Files.delete(file);
    }
  }

  private static List<String> namesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".json")).sorted().toList();
    }
  }

  private static long sizeOf(Path folder) throws IOException {
    long bytes = 0;
    for (String name : namesIn(folder)) {
      bytes += Files.size(folder.resolve(name));
    }
    return bytes;
  }

  private static byte[] bytes(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
