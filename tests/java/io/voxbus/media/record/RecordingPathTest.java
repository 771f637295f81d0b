package io.voxbus.media.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingPathTest {
  private static final Path ROOT = Path.of("/rec");
  @TempDir
  private Path folder;

  @ParameterizedTest
  @CsvSource(textBlock = """
      s1,        {id}.wav,             /rec/s1.wav
      a.b,       {id}.wav,             /rec/a.b.wav
      a.b,       ,                     /rec/a.b.wav
      a@b;c,     {id}.wav,             /rec/a%40b%3Bc.wav
      ../x,      {id}.wav,             /rec/%2E.%2Fx.wav
      s1,        day/{id}-x.WAV,       /rec/day/s1-x.WAV
      s1,        lobby,                /rec/lobby.wav
      s1,        s2.events.jsonl,      /rec/s2.events.jsonl.wav
      s1,        /rec/in/{id}.wav,     /rec/in/s1.wav
      s1,        a/../b.wav,           /rec/b.wav
      """)
  void fileLiesInTheRoot(String id, String template, Path file) {
    assertEquals(new RecordingPath(ROOT, file), RecordingPath.of(ROOT, template, id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x.wav", "a/../../x.wav", "/etc/x.wav", "/rec/../x.wav",
      "/recorder/x.wav", "../..", "{id}/../../../rec2/x.wav"})
  void escapeFromTheRootIsRefused(String template) {
    var refused = assertThrows(IllegalArgumentException.class,
        () -> RecordingPath.of(ROOT, template, "s1"));
    assertEquals("recorderFile leaves the recorder folder: " + template, refused.getMessage());
  }

  @Test
  void nulCharacterIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> RecordingPath.of(ROOT, "a\0b", "s1"));
  }

  @Test
  void foldersAreMadeWhenTheFileIsOpened() throws Exception {
    RecordingPath path = RecordingPath.of(folder.resolve("new"), "a/b/{id}", "s1");
    path.open().close();
    assertTrue(Files.exists(folder.resolve("new/a/b/s1.wav")));
  }

  @Test
  void symbolicLinkOutOfTheRootIsRefused() throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Path root = Files.createDirectory(folder.resolve("root"));
    Files.createSymbolicLink(root.resolve("link"), outside);

    assertThrows(IOException.class, () -> RecordingPath.of(root, "link/x.wav", "s1").open());
    assertThrows(IOException.class, () -> RecordingPath.of(root, "link/new/x.wav", "s1").open());
    assertFalse(Files.exists(outside.resolve("x.wav")));
    assertFalse(Files.exists(outside.resolve("new")), "not even a folder is made outside");
  }

  @Test
  void symbolicLinkInsideTheRootAndARootThatIsALinkAreFollowed() throws Exception {
    Path real = Files.createDirectories(folder.resolve("real/days")).resolveSibling("");
    Path root = Files.createSymbolicLink(folder.resolve("root"), real);
    Files.createSymbolicLink(real.resolve("today"), real.resolve("days"));

    RecordingPath.of(root, "today/{id}.wav", "s1").open().close();

    assertTrue(Files.exists(real.resolve("days/s1.wav")));
  }

  @Test
  void fileThatIsALinkIsNotWrittenThrough() throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "keep");
    Path root = Files.createDirectory(folder.resolve("root"));
    Files.createSymbolicLink(root.resolve("s1.wav"), victim);

    assertThrows(IOException.class, () -> RecordingPath.of(root, null, "s1").open());
    assertEquals("keep", Files.readString(victim));
  }
}
