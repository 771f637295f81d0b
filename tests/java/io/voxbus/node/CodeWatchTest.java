package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.testing.PluginJar;
import io.voxbus.testing.TestNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What can't be read in the watched folders; {@link RedeployTest} has what can. */
class CodeWatchTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  @TempDir
  private Path data;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Path classes;
  private Path plugins;

  @BeforeEach
  void listen() throws IOException {
    classes = Files.createDirectory(data.resolve("classes"));
    plugins = Files.createDirectory(data.resolve("plugins"));
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void listenNoMore() {
    logger().detachAppender(log);
  }

  @Test
  void componentsWaitForAJarThatCanNotBeReadAndPlugInsDoNot() throws IOException {
    Path half = Files.writeString(classes.resolve("half.jar"), "half a jar");
    try (TestNode node = started()) {
      PluginJar.tone(plugins.resolve("voice.jar"), 800);
      await(() -> versions(node, "voice.jar").equals(List.of(1)));
      assertEquals(List.of(1), versions(node, "call"));
      assertEquals(1, log.list.stream().map(CodeWatchTest::reason)
          .filter(line -> line.contains(half + " is no jar")).distinct().count(),
          log.list::toString);
      Files.delete(half);
      await(() -> versions(node, "call").contains(2));
    }
  }

  private TestNode started() {
    TestNode node = TestNode.start(data, "  adminKeys: [secret]\n", "  plugins: \"" + plugins
        + "\"\ndeploy: {watch: true, classes: \"" + classes + "\"}\n");
    node.awaitReady();
    return node;
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(CodeWatch.class);
  }

  private static String reason(ILoggingEvent event) {
    return event.getFormattedMessage() + " " + event.getKeyValuePairs();
  }

  private static List<Integer> versions(TestNode node, String component) {
    JsonNode all = node.send(HttpRequest.newBuilder(node.uri("/admin/components"))
        .header("Authorization", "Bearer secret").GET()).json();
    return all.findParents("component").stream()
        .filter(version -> version.path("component").asText().equals(component))
        .map(version -> version.path("number").asInt()).toList();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not in time");
      Thread.onSpinWait();
    }
  }
}
