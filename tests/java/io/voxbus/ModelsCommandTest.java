package io.voxbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.testing.ModelServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line, against a server of models on loopback. */
class ModelsCommandTest {
  @TempDir
  Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final ModelServer server = new ModelServer();

  @BeforeEach
  void catalogue() throws IOException {
    Files.writeString(folder.resolve("own.json"), server.catalogue());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int run(boolean terminal, String... more) {
    CommandLine commands = Main.commands(terminal).setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err));
    String[] args = new String[more.length + 5];
    System.arraycopy(new String[]{"models", "--folder", folder.resolve("models").toString(),
        "--catalogue", folder.resolve("own.json").toString()}, 0, args, 0, 5);
    System.arraycopy(more, 0, args, 5, more.length);
    return commands.execute(args);
  }

  private Path file(String name) {
    return folder.resolve("models").resolve(name);
  }

  @Test
  void ourOwnCatalogueTellsWhereHowLargeAndUnderWhichLicence() {
    assertEquals(0, Main.commands(false).setOut(new PrintWriter(out)).execute("models", "list",
        "--folder", folder.toString()));
    String list = out.toString();
    assertTrue(list.contains("sense-voice      240 MB  not here"), list);
    assertTrue(list.contains("licence: CC0-1.0"), list);
    assertTrue(list.contains("licence: FunASR Model Open Source License (none of the usual ones"),
        list);
    assertTrue(list.contains("setting: ai.providers.vosk.model"), list);
    assertTrue(list.contains("sha256 be07e048e1e599ad46341c8d2a135645097a538221678b7acdd1b1919c"),
        list);
  }

  @Test
  void whatIsPulledIsThereAndRight() throws IOException {
    assertEquals(0, run(false, "pull", "plain", "packed"), err::toString);
    assertArrayEquals(server.bytes(), Files.readAllBytes(file("plain/model.bin")));
    assertEquals("inner", Files.readString(file("packed/am/final.mdl")));
    assertFalse(Files.exists(file("packed/model.zip")));
    assertTrue(out.toString().contains("model.bin 1 of 1 MB, 100 %" + System.lineSeparator()),
        out::toString);
    assertEquals(0, run(false, "verify"), err::toString);
    assertTrue(out.toString().contains("plain is right"), out::toString);
    assertTrue(out.toString().contains("packed is right"), out::toString);
    assertEquals(0, run(false, "list"));
    assertTrue(out.toString().contains("here: " + file("plain")), out::toString);
    int before = server.requests();
    assertEquals(0, run(false, "pull", "plain"));
    assertEquals(before, server.requests(), "asked for what was there");
  }

  @Test
  void aTerminalSeesHowFarItIs() {
    assertEquals(0, run(true, "pull", "plain"), err::toString);
    assertTrue(out.toString().startsWith("\rmodel.bin 0 of 1 MB, "), out::toString);
    assertTrue(out.toString().split("\r").length > 3, out::toString);
  }

  @Test
  void whatIsDamagedOrMissingIsNamed() throws IOException {
    assertEquals(0, run(false, "pull", "plain", "packed"));
    Files.writeString(file("plain/model.bin"), "damaged");
    Files.delete(file("packed/am/final.mdl"));
    assertEquals(1, run(false, "verify"));
    assertTrue(err.toString().contains(file("plain/model.bin") + " is damaged"), err::toString);
    assertTrue(err.toString().contains(file("packed/am/final.mdl") + " is missing"),
        err::toString);
    assertEquals(1, run(false, "verify", "wrong"));
    assertTrue(err.toString().contains(file("wrong/model.bin") + " is missing"), err::toString);
  }

  @Test
  void aFileWithAnotherHashIsDeleted() {
    assertEquals(1, run(false, "pull", "wrong"));
    assertTrue(err.toString().contains("its SHA-256 is "), err::toString);
    assertFalse(Files.exists(file("wrong/model.bin")));
    assertFalse(Files.exists(file("wrong/model.bin.part")));
  }

  @Test
  void anUnknownModelIsRefusedWithTheKnownOnes() {
    assertEquals(2, run(false, "pull", "nothing"));
    assertTrue(err.toString().contains("unknown model 'nothing', known: plain, wrong, packed"),
        err::toString);
  }

  @Test
  void aCatalogueThatIsNoneIsRefused() throws IOException {
    Files.writeString(folder.resolve("own.json"),
        server.catalogue().replace("\"model.bin\"", "\"../model.bin\""));
    assertEquals(2, run(false, "list"));
    assertTrue(err.toString().contains("not a catalogue: path is '../model.bin'"), err::toString);
    Files.writeString(folder.resolve("own.json"), "[");
    assertEquals(2, run(false, "list"));
    assertTrue(err.toString().contains("not a catalogue"), err::toString);
  }

  @Test
  void modelsAloneAsksWhat() {
    assertEquals(2, run(false));
    assertTrue(err.toString().contains("list, pull or verify?"), err::toString);
  }
}
