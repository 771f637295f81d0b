package io.voxbus.media.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaFilesTest {
  @TempDir
  private Path folder;
  private Path root;
  private MediaFiles files;

  @BeforeEach
  void setUp() throws Exception {
    root = Files.createDirectories(folder.toRealPath().resolve("media/greetings")).getParent();
    Files.writeString(root.resolve("hello.wav"), "x");
    Files.writeString(root.resolve("greetings/..odd name.wav"), "x");
    Files.writeString(folder.resolve("secret.wav"), "x");
    files = new MediaFiles(root);
  }

  @Test
  void fileBelowTheRootIsFoundByRelativeAndAbsolutePath() {
    assertEquals(root.resolve("hello.wav"), files.find("hello.wav"));
    assertEquals(root.resolve("hello.wav"), files.find("./hello.wav"));
    assertEquals(root.resolve("hello.wav"), files.find(root + "/hello.wav"));
    assertEquals(root.resolve("greetings/..odd name.wav"), files.find("greetings/..odd name.wav"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret.wav", "greetings/../../secret.wav", "greetings/../hello.wav",
      "/etc/passwd", "/etc/no-such-file", ".."})
  void wayOutOfTheRootIsRefusedWhetherOrNotThereIsAFile(String written) {
    fails(403, "outside the media folder: " + written, written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no.wav", "greetings", ".", "hello.wav/x", "~/x.wav"})
  void whatIsNoFileIsMissingUnderTheNameTheClientWrote(String written) {
    fails(404, "no such file: " + written, written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\0b"})
  void whatIsNoNameIsABadRequest(String written) {
    fails(400, "not a file name", written);
  }

  @Test
  void symbolicLinkIsFollowedInsideTheRootOnly() throws Exception {
    Files.createSymbolicLink(root.resolve("in.wav"), root.resolve("hello.wav"));
    Files.createSymbolicLink(root.resolve("out.wav"), folder.resolve("secret.wav"));
    Files.createSymbolicLink(root.resolve("up"), folder);
    Files.createSymbolicLink(root.resolve("broken.wav"), folder.resolve("none"));

    assertEquals(root.resolve("hello.wav"), files.find("in.wav"));
    fails(403, "outside the media folder: out.wav", "out.wav");
    fails(403, "outside the media folder: up/secret.wav", "up/secret.wav");
    fails(404, "no such file: broken.wav", "broken.wav");
  }

  @Test
  void rootMayItselfBeALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), root);
    assertEquals(root.resolve("hello.wav"), new MediaFiles(link).find("hello.wav"));
  }

  private void fails(int code, String message, String written) {
    FetchFailed failed = assertThrows(FetchFailed.class, () -> files.find(written));
    assertEquals(code + " " + message, failed.code() + " " + failed.getMessage());
  }
}
