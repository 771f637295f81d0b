package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.voxbus.protocol.api.Millis;
import io.voxbus.protocol.api.Seconds;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeConfigTest {
  private static final Path FILE = Path.of("conf/voxbus.yaml");

  @Test
  void theFileHoldsEveryKeyWithItsDefault() throws IOException {
    assertEquals(NodeConfig.parse("", env(Map.of())),
        NodeConfig.parse(Files.readString(FILE), env(Map.of())));
  }

  @Test
  void noKeyIsMissingInTheFile() throws IOException {
    assertEquals(List.of(), missing(NodeConfig.class, tree(), ""));
  }

  @Test
  void aMissingKeyWouldBeNoticed() throws IOException {
    ObjectNode tree = (ObjectNode) tree();
    ((ObjectNode) tree.get("http")).remove("maxSockets");
    tree.remove("dump");
    ((ObjectNode) tree.get("callrecord")).remove("case");
    assertEquals(List.of("http.maxSockets", "dump", "callrecord.case"),
        missing(NodeConfig.class, tree, ""));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"http: {prot: 1}|http.prot: ", "htp: {}|htp: ",
      "http: {port: many}|http.port: ", "http: 5|http: ", "call: {grace: soon}|call.grace: ",
      "callrecord: {type: ftp}|callrecord.type: ", "callrecord: {type: http}|callrecord: ",
      "ai: {providers: {local: 7}}|ai.providers.local: ",
      "http: {callers: {audiosocketRate: 7}}|http.callers: "})
  void aKeyThatIsWrongIsNamed(String yaml, String where) {
    String message = assertThrows(IllegalArgumentException.class,
        () -> NodeConfig.parse(yaml, env(Map.of()))).getMessage();
    assertEquals(where, message.substring(0, Math.min(where.length(), message.length())));
  }

  @Test
  void whatIsNotYamlIsRefused() {
    assertThrows(IllegalArgumentException.class,
        () -> NodeConfig.parse("http: {port: 1", env(Map.of())));
  }

  @Test
  void theEnvironmentWins() throws IOException {
    NodeConfig config = NodeConfig.parse(Files.readString(FILE),
        env(Map.of("VOXBUS_NODE", "b", "VOXBUS_PORT", "8081", "VOXBUS_MANAGEMENT_PORT", "-1",
            "VOXBUS_KEYS", "one, two", "VOXBUS_CLUSTER", "true", "VOXBUS_CLUSTER_MEMBERS",
            "10.0.0.1:5701,10.0.0.2:5701")));
    assertEquals(
        List.of("b", 8081, -1, List.of("one", "two"), true,
            List.of("10.0.0.1:5701", "10.0.0.2:5701")),
        List.of(config.node(), config.http().port(), config.http().managementPort(),
            config.http().keys(), config.cluster().enabled(), config.cluster().members()));
  }

  @Test
  void everyVariableOfTheFileHasADefaultAndIsReplaced() {
    Variables variables = env(Map.of("A", "x$1"));
    assertEquals("a: x$1\nb: 2\nc: \n# ${A}\n  d: x$1/2",
        variables.fill("a: ${A}\nb: ${B:2}\nc: ${C}\n# ${A}\n  d: ${A}/${B:2}"));
  }

  @Test
  void withoutKeysOnlyThisMachineMayConnect() {
    NodeConfig none = NodeConfig.parse("http: {host: 0.0.0.0}", env(Map.of()));
    NodeConfig some = NodeConfig.parse("http: {host: 0.0.0.0, keys: [k]}", env(Map.of()));
    assertEquals(List.of("127.0.0.1", true, "0.0.0.0", false),
        List.of(none.http().listenHost(), none.http().heldBack(), some.http().listenHost(),
            some.http().heldBack()));
  }

  /** The keys of the records that the file lacks, by their path. */
  private static List<String> missing(Class<?> type, JsonNode tree, String path) {
    List<String> missing = new ArrayList<>();
    for (RecordComponent field : type.getRecordComponents()) {
      JsonProperty named = field.getAccessor().getAnnotation(JsonProperty.class);
      String name = named == null ? field.getName() : named.value();
      if (!tree.has(name)) {
        missing.add(path + name);
      } else if (isSection(field.getType())) {
        missing.addAll(missing(field.getType(), tree.get(name), path + name + "."));
      }
    }
    return missing;
  }

  private static boolean isSection(Class<?> type) {
    return type.isRecord() && type != Seconds.class && type != Millis.class;
  }

  private static JsonNode tree() throws IOException {
    return new YAMLMapper().readTree(env(Map.of()).fill(Files.readString(FILE)));
  }

  private static Variables env(Map<String, String> environment) {
    return new Variables(environment::get);
  }
}
