package io.voxbus.node;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_void;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.ai.vendor.PcmBytes;
import io.voxbus.media.MediaComponent;
import io.voxbus.testing.Bridged;
import io.voxbus.testing.Numbered;
import io.voxbus.testing.PluginJar;
import io.voxbus.testing.Spectrum;
import io.voxbus.testing.TestNode;
import io.voxbus.testing.WsClient;
import java.io.ByteArrayOutputStream;
import io.voxbus.ws.WsComponent;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The code of a component is replaced while calls run. */
class RedeployTest {
  private static final List<String> COMPONENTS = List.of("ai", "media", "call", "ws", "http");
  private static final int FRAME_BYTES = 640;
  private static final ClassDesc FAILURE = ClassDesc.of("java.lang.NoSuchMethodError");
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  @TempDir
  static Path data;
  private static Path classes;
  private static Path plugins;
  private static TestNode node;

  @BeforeAll
  static void start() throws IOException {
    classes = Files.createDirectory(data.resolve("classes"));
    plugins = Files.createDirectory(data.resolve("plugins"));
    node = TestNode.start(data, "  adminKeys: [secret]\n", "  plugins: \"" + plugins
        + "\"\ndeploy: {watch: true, classes: \"" + classes + "\"}\n");
    node.awaitReady();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void aCallLosesNoFrameWhileEveryComponentIsReplaced() throws Exception {
    int frames = 300;
    Files.write(data.resolve("numbered.wav"), Numbered.wav(frames));
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    try (WsClient client = node.connect("/call?id=long")) {
      client.send("{\"command\":\"invite\",\"option\":{\"codec\":\"pcm\",\"recorder\":"
          + "{\"recorderFile\":\"long.wav\"}}}").await("trackStart");
      client.send("{\"command\":\"play\",\"url\":\"numbered.wav\",\"playId\":\"p\"}");
      try (ScheduledExecutorService caller = Executors.newSingleThreadScheduledExecutor()) {
        AtomicInteger next = speak(caller, client, frames);
        for (String component : COMPONENTS) {
          assertEquals(200, redeploy(component).status());
          callIsAnswered("new-" + component);
        }
        client.await(event -> "p".equals(event.path("playId").asText())
            && "trackEnd".equals(event.path("event").asText()), "end of the file");
        await(() -> next.get() > frames + 50);
      }
      do {
        heard.writeBytes(client.hearFrame());
      } while (!Numbered.numbers(heard.toByteArray(), 0, 1).contains(frames));
      client.send("{\"command\":\"hangup\"}").await("hangup");
      assertEquals(1000, client.awaitClose());
    }
    List<Integer> all = IntStream.rangeClosed(1, frames).boxed().toList();
    assertEquals(all, Numbered.numbers(heard.toByteArray(), 0, 1));
    assertEquals(all, recorded("long.wav", frames));
    await(() -> versions().stream().allMatch(version -> version.path("current").asBoolean()));
  }

  /** What the caller says from now on: numbered frames, and how far they are. */
  private static AtomicInteger speak(ScheduledExecutorService caller, WsClient client,
      int frames) {
    AtomicInteger next = new AtomicInteger(1);
    caller.scheduleWithFixedDelay(() -> {
      if (next.get() <= frames + 50) { // the last ones are still on their way when it hangs up
        client.sendAudio(Numbered.frame(next.getAndIncrement()));
      }
    }, 0, 20, TimeUnit.MILLISECONDS);
    return next;
  }

  /** The first numbers of the caller's. */
  private static List<Integer> recorded(String name, int frames) throws IOException {
    byte[] recording = Files.readAllBytes(data.resolve("recordings").resolve(name));
    return Numbered.numbers(Arrays.copyOfRange(recording, 44, recording.length), 0, 2)
        .subList(0, frames);
  }

  @Test
  void aRunningCallGoesOnInTheNewCodeWhenThatIsAskedFor() throws Exception {
    int frames = 300;
    Files.write(data.resolve("moving.wav"), Numbered.wav(frames));
    try (WsClient client = node.connect("/call?id=moving")) {
      client.send("{\"command\":\"invite\",\"option\":{\"codec\":\"pcm\",\"recorder\":"
          + "{\"recorderFile\":\"moving.wav\"}}}").await("trackStart");
      client.send("{\"command\":\"play\",\"url\":\"moving.wav\",\"playId\":\"p\"}")
          .await("trackStart");
      try (ScheduledExecutorService caller = Executors.newSingleThreadScheduledExecutor()) {
        AtomicInteger next = speak(caller, client, frames);
        for (String component : List.of("media", "call", "ws", "media", "call", "ws", "media")) {
          JsonNode done = redeploy(component, "?migrate=true").json().path("nodes").get(0);
          assertEquals("1 0 1", done.path("migrated").asInt() + " " + done.path("staying").asInt()
              + " " + done.path("version").path("sessions").asInt(), component);
          client.send("{\"command\":\"history\",\"speaker\":\"me\",\"text\":\"" + component
              + "\"}").await("addHistory");
        }
        if (!client.names().contains("trackEnd")) { // a busy machine is slower than the audio
          client.await("trackEnd");
        }
        await(() -> next.get() > frames + 50);
      }
      JsonNode hangup = client.send("{\"command\":\"hangup\"}").await("hangup");
      assertEquals(1000, client.awaitClose());
      assertEquals(IntStream.rangeClosed(1, hangup.path("seq").asInt()).boxed().toList(),
          client.seen().stream().map(event -> event.path("seq").asInt()).toList());
      assertEquals(List.of("answer", "trackStart", "trackStart", "trackEnd", "trackEnd", "hangup"),
          client.names().stream().filter(name -> !name.equals("addHistory")).toList());
      assertEquals(20 * frames, client.seen().stream().filter(event -> event.has("playId")
          && event.path("event").asText().equals("trackEnd")).findFirst().orElseThrow()
          .path("duration").asInt());
      List<Integer> all = IntStream.rangeClosed(1, frames).boxed().toList();
      assertEquals(all, Numbered.numbers(client.hear(client.unheardBytes()), 0, 1));
      assertEquals(all, recorded("moving.wav", frames));
    }
    await(() -> versions().stream().allMatch(version -> version.path("current").asBoolean()));
    assertEquals(3, node.getManagement("/metrics").body().lines().filter(
        line -> line.matches("voxbus_migrations_total\\{.*to=\"(call|ws|media)\".*\\} [1-9].*"))
        .count());
  }

  @Test
  void callsThatAreBridgedGoOnTogether() {
    try (Bridged calls = Bridged.place(node, node, "both-")) {
      calls.a().send("{\"command\":\"bridge\",\"targetSessionId\":\"both-b\"}").await("trackStart");
      calls.b().await("trackStart");
      for (String component : List.of("media", "call", "ws", "media", "call")) {
        JsonNode done = redeploy(component, "?migrate=true").json().path("nodes").get(0);
        assertEquals("2 0", done.path("migrated").asInt() + " " + done.path("staying").asInt(),
            component);
      }
      calls.talk();
      calls.b().send("{\"command\":\"unbridge\"}").await("trackEnd");
      calls.a().await("trackEnd");
      calls.a().send("{\"command\":\"hangup\"}").await("hangup");
      calls.b().send("{\"command\":\"hangup\"}").await("hangup");
    }
  }

  @Test
  void whatIsInTheMiddleOfSomethingEndsInTheOldCode() {
    try (WsClient client = node.connect("/call?id=unplaced")) {
      client.send("{\"command\":\"history\",\"speaker\":\"me\",\"text\":\"too early\"}");
      JsonNode done = redeploy("ws", "?migrate=true").json().path("nodes").get(0);
      assertEquals("0 1", done.path("migrated").asInt() + " " + done.path("staying").asInt());
      client.send("{\"command\":\"invite\"}").await("addHistory");
      client.send("{\"command\":\"hangup\"}").await("hangup");
      assertEquals(1000, client.awaitClose());
    }
  }

  @ParameterizedTest
  @CsvSource({"ws, io/voxbus/ws/WsSession.class, does not run",
      "media, io/voxbus/media/MediaComponent.class, does not run",
      "ai.openai, io/voxbus/ai/openai/OpenAiAsr.class, does not run",
      "ai.voiceapi, io/voxbus/ai/vendor/Vendor.class, does not run"})
  void aVersionThatDoesNotLoadLeavesTheOldOneServing(String component, String file, String reason)
      throws IOException {
    Path broken = classes.resolve(file);
    Files.createDirectories(broken.getParent());
    Files.write(broken, "no class".getBytes());
    int before = number(component);
    TestNode.Answer answer = redeploy(component);
    Files.delete(broken);
    assertEquals(422, answer.status(), answer.body());
    assertTrue(answer.json().path("error").asText().contains(reason), answer.body());
    assertEquals(before, number(component));
    callIsAnswered("still-" + component);
  }

  /** It loads and opens calls, but misses what tells how far one has come. */
  @Test
  void aVersionThatFailsWhereItWouldGoOnWithACallReplacesNothing() throws IOException {
    Path broken = classes.resolve("io/voxbus/media/InputClock.class");
    Files.createDirectories(broken.getParent());
    int before = number("media");
    try (InputStream sound = MediaComponent.class.getResourceAsStream("InputClock.class")) {
      Files.write(broken, throwing(sound.readAllBytes(), "lastMillis"));
    }
    TestNode.Answer answer = redeploy("media");
    Files.delete(broken);
    assertEquals(422, answer.status(), answer.body());
    assertTrue(answer.json().path("error").asText().contains("lastMillis"), answer.body());
    assertEquals(before, number("media"));
    callIsAnswered("rehearsed");
  }

  /** The class with a method that only throws its own name. */
  private static byte[] throwing(byte[] sound, String method) {
    CodeTransform body = new CodeTransform() {
      @Override
      public void accept(CodeBuilder code, CodeElement was) {}

      @Override
      public void atEnd(CodeBuilder code) {
        code.new_(FAILURE).dup().loadConstant(method)
            .invokespecial(FAILURE, "<init>", MethodTypeDesc.of(CD_void, CD_String)).athrow();
      }
    };
    ClassFile file = ClassFile.of();
    return file.transformClass(file.parse(sound), ClassTransform
        .transformingMethodBodies(one -> one.methodName().equalsString(method), body));
  }

  @Test
  void aPluginThatIsBrokenLeavesThoseOfBeforeServing() throws IOException {
    Path jar = plugins.resolve("broken.jar");
    Files.write(jar, "no jar".getBytes());
    TestNode.Answer answer = redeploy("broken.jar");
    Files.delete(jar);
    assertEquals(422, answer.status(), answer.body());
    assertTrue(answer.json().path("error").asText().contains("broken.jar"), answer.body());
    assertEquals(List.of(), numbers("broken.jar"));
    assertEquals(404, redeploy("broken.jar").status());
  }

  @Test
  void aChangeInTheWatchedFolderReplacesTheComponentThatItIsOf() throws Exception {
    int ws = number("ws");
    int call = number("call");
    Path folder = Files.createDirectories(classes.resolve("io/voxbus/ws"));
    try (InputStream same = WsComponent.class.getResourceAsStream("WsConfig.class")) {
      Files.write(folder.resolve("WsConfig.class"), same.readAllBytes());
    }
    Files.write(folder.resolve("notes.txt"), "what makes it another version".getBytes());
    await(() -> number("ws") == ws + 1);
    assertEquals(call, number("call"));
    callIsAnswered("watched");
  }

  @Test
  void aProviderIsThereSoonAfterItsJarAndInItsNewVersionForCallsThatBeginLater() throws Exception {
    Path jar = plugins.resolve("voice.jar");
    PluginJar.tone(jar, 800);
    try (WsClient first = speaks(800)) {
      PluginJar.tone(jar, 1200);
      hangUp(speaks(1200));
      hangUp(first);
    }
    assertEquals(2, number("voice.jar"));
    Files.delete(jar);
    await(() -> numbers("voice.jar").isEmpty());
  }

  @Test
  void aProviderIsReplacedByItself() {
    List<Integer> others = List.of(number("ai"), number("ai.openai"));
    int before = number("ai.voiceapi");
    JsonNode now = redeploy("ai.voiceapi").json().path("nodes").get(0).path("version");
    assertEquals("ai.voiceapi " + (before + 1) + " true [\"voiceapi\"]",
        now.path("component").asText() + " " + now.path("number").asInt() + " "
            + now.path("current").asBoolean() + " " + now.path("provides"));
    assertEquals(others, List.of(number("ai"), number("ai.openai")));
    await(() -> numbers("ai.voiceapi").equals(List.of(before + 1)));
  }

  /** A call that says this tone by the plug-in; others before it come too early. */
  private static WsClient speaks(int hertz) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      WsClient client = node.connect("/call");
      client.send("{\"command\":\"invite\",\"option\":{\"tts\":{\"provider\":\"plug\"}}}")
          .await("answer");
      client.send("{\"command\":\"tts\",\"text\":\"" + System.nanoTime()
          + "\",\"playId\":\"p\"}"); // another text: what a voice has said is kept
      JsonNode began = client.await(event -> event.path("event").asText().equals("error")
          || event.path("event").asText().equals("trackStart") && event.has("playId"), "a voice");
      if (!began.path("event").asText().equals("error")
          && Spectrum.level(heard(client), 16_000, hertz) > -20) {
        return client;
      }
      hangUp(client);
      assertTrue(System.nanoTime() < end, "not in time: " + hertz + " Hz");
    }
  }

  private static void hangUp(WsClient client) {
    client.send("{\"command\":\"hangup\"}").await("hangup");
    client.awaitClose();
    client.close();
  }

  private static short[] heard(WsClient client) {
    return new PcmBytes().decode(client.hear(10 * FRAME_BYTES));
  }

  @Test
  void whatBelongsToTheNodeOrToNobodyIsRefusedWithTheReason() {
    assertEquals(404, redeploy("nothing").status());
    assertEquals(404, redeploy("sip").status());
    assertEquals(404, admin("/admin/nodes/other/components/ws/redeploy", "secret").status());
    assertEquals(403, admin("/admin/nodes/node-1/kill", "secret").status());
  }

  @Test
  void adminRoutesWantTheAdminKey() {
    assertEquals(401, node.get("/admin/components").status());
    assertEquals(401, admin("/admin/nodes/all/components/ws/redeploy", "wrong").status());
    assertEquals(401, node.post("/admin/nodes/node-1/drain?token=secret", "").status());
  }

  private static TestNode.Answer redeploy(String component) {
    return redeploy(component, "");
  }

  private static TestNode.Answer redeploy(String component, String query) {
    return admin("/admin/nodes/all/components/" + component + "/redeploy" + query, "secret");
  }

  private static TestNode.Answer admin(String path, String key) {
    return node.send(HttpRequest.newBuilder(node.uri(path))
        .header("Authorization", "Bearer " + key).POST(HttpRequest.BodyPublishers.noBody()));
  }

  private static List<JsonNode> versions() {
    JsonNode all = node.send(HttpRequest.newBuilder(node.uri("/admin/components"))
        .header("Authorization", "Bearer secret").GET()).json();
    return all.findParents("component");
  }

  private static int number(String component) {
    return versions().stream().filter(version -> version.path("current").asBoolean()
        && version.path("component").asText().equals(component))
        .mapToInt(version -> version.path("number").asInt()).findFirst().orElseThrow();
  }

  private static List<Integer> numbers(String component) {
    return versions().stream().filter(it -> it.path("component").asText().equals(component))
        .map(version -> version.path("number").asInt()).toList();
  }

  private static void callIsAnswered(String id) {
    try (WsClient client = node.connect("/call?id=" + id)) {
      client.send("{\"command\":\"invite\"}").await("answer");
      client.send("{\"command\":\"hangup\"}").await("hangup");
      assertEquals(1000, client.awaitClose());
    }
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not in time: " + versions());
      Thread.onSpinWait();
    }
  }
}
