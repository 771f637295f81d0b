package io.voxbus.ai.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.testing.ModelServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads that do not go as they should. */
class ModelStoreTest {
  private static final Download.Patience LITTLE = new Download.Patience(2, Duration.ofMillis(300),
      Duration.ZERO);
  @TempDir
  Path folder;
  private final ModelServer server = new ModelServer();
  private final AtomicLong seen = new AtomicLong();

  @AfterEach
  void stop() {
    server.close();
  }

  private Model model(String name) {
    return Catalogue.parse(server.catalogue()).find(name).orElseThrow();
  }

  private void pull(Model model) throws IOException, InterruptedException {
    new ModelStore(folder).pull(model, (part, bytes) -> seen.set(bytes), LITTLE);
  }

  private String refused(Model model) {
    return String.valueOf(assertThrows(IOException.class, () -> pull(model)).getMessage());
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  @Test
  void aDownloadThatBreaksOffIsGoneOnWith() throws IOException, InterruptedException {
    server.cutsAfter(300_000);
    pull(model("plain"));
    assertArrayEquals(server.bytes(), Files.readAllBytes(file("plain/model.bin")));
    assertEquals(4, server.requests());
    assertEquals(server.bytes().length, seen.get());
  }

  @Test
  void theNextRunGoesOnWithWhatIsThere() throws IOException, InterruptedException {
    Files.createDirectories(file("plain"));
    Files.write(file("plain/model.bin.part"), Arrays.copyOf(server.bytes(), 999_990));
    server.cutsAfter(10);
    pull(model("plain"));
    assertArrayEquals(server.bytes(), Files.readAllBytes(file("plain/model.bin")));
    assertEquals(1, server.requests());
  }

  @Test
  void aServerWithoutRangesBeginsAnew() throws IOException, InterruptedException {
    Files.createDirectories(file("plain"));
    Files.write(file("plain/model.bin.part"), new byte[500]);
    server.knowsNoRanges();
    pull(model("plain"));
    assertArrayEquals(server.bytes(), Files.readAllBytes(file("plain/model.bin")));
  }

  @Test
  void aPartThatIsLongerThanTheFileBeginsAnew() throws IOException, InterruptedException {
    Files.createDirectories(file("plain"));
    Files.write(file("plain/model.bin.part"), new byte[2_000_000]);
    pull(model("plain"));
    assertArrayEquals(server.bytes(), Files.readAllBytes(file("plain/model.bin")));
  }

  @Test
  void aServerThatFallsSilentIsGivenUpAndWhatHasComeIsKept() throws IOException {
    server.cutsAfter(0);
    server.hangs();
    assertTrue(refused(model("plain")).endsWith("it broke off, 0 of 1000000 bytes have come;"
        + " pull goes on with them"));
    assertEquals(2, server.requests());
  }

  @Test
  void aServerThatFailsIsTriedAgainOneThatRefusesIsNot() {
    server.answers(503);
    assertTrue(refused(model("plain")).contains("status 503"));
    assertEquals(2, server.requests());
    server.answers(404);
    assertTrue(refused(model("plain")).endsWith("model.bin: status 404"));
    assertEquals(3, server.requests());
  }

  @Test
  void nobodyThereIsAnError() {
    Model model = model("plain");
    server.close();
    assertTrue(refused(model).contains("0 of 1000000 bytes have come"));
  }

  @Test
  void aFileThatIsLongerThanItShouldBeIsNotTaken() {
    Model model = changed(model("plain"), 1_000);
    assertTrue(refused(model).endsWith("longer than its 1000 bytes"));
    assertFalse(Files.exists(file("plain/model.bin")));
  }

  private static Model changed(Model model, long bytes) {
    Model.Part part = model.files().getFirst();
    return new Model(model.name(), model.about(), model.setting(), model.licence(), List.of(
        new Model.Part(part.path(), part.url(), bytes, part.sha256(), part.unpack())));
  }

  @Test
  void aDiskThatIsTooSmallIsToldBeforeAnythingComes() {
    assertTrue(refused(changed(model("plain"), Long.MAX_VALUE)).startsWith("not enough room in "));
    assertEquals(0, server.requests());
  }

  @Test
  void aDiskThatIsFullIsTold() throws IOException {
    Files.createDirectories(file("plain"));
    Files.createSymbolicLink(file("plain/model.bin.part"), Path.of("/dev/full"));
    assertTrue(refused(model("plain")).contains("can't be written: No space left on device"));
    assertEquals(1, server.requests());
  }

  @Test
  void anArchiveMayNotWriteOutside() {
    byte[] archive = ModelServer.archive("model/../../x");
    Model model = new Model("packed", "", "", "", List.of(new Model.Part("outside.zip",
        server.url("outside.zip"), archive.length, ModelServer.sha256(archive), true)));
    assertTrue(refused(model).contains("holds model/../../x, which lies outside"));
    assertFalse(Files.exists(file("x")));
  }

  @Test
  void anArchiveThatIsNoneIsTold() {
    Model plain = model("plain");
    Model.Part part = plain.files().getFirst();
    Model model = new Model("plain", "", "", "", List.of(new Model.Part(part.path(), part.url(),
        part.bytes(), part.sha256(), true)));
    assertTrue(refused(model).endsWith("no ZIP archive, or an empty one"));
  }
}
