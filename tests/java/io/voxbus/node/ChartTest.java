package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.voxbus.testing.helm.GoTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The Helm chart, rendered: what Kubernetes would be given. */
class ChartTest {
  private static final Path HELM = Path.of("cluster/helm");
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final TypeReference<TreeMap<String, Object>> VALUES = new TypeReference<>() {};

  private static Map<String, Object> values() throws IOException {
    return YAML.readValue(HELM.resolve("values.yaml").toFile(), VALUES);
  }

  /** Each document of a template. */
  private static List<JsonNode> rendered(String template, Map<String, Object> values)
      throws IOException {
    String text = GoTemplate.render(
        List.of(Files.readString(HELM.resolve("templates/_names.tpl"))),
        Files.readString(HELM.resolve("templates/" + template)),
        Map.of("Values", values, "Release", Map.of("Name", "talk", "Namespace", "voice"), "Chart",
            Map.of("AppVersion", "9.9")));
    return YAML.readerFor(JsonNode.class).<JsonNode>readValues(text).readAll();
  }

  @Test
  void nodesHaveTheNamesByWhichServicesAndBudgetFindThem() throws IOException {
    JsonNode nodes = rendered("nodes.yaml", values()).getFirst();
    JsonNode labels = nodes.at("/spec/template/metadata/labels");
    assertEquals("talk", labels.path("app.kubernetes.io/instance").asText());
    assertEquals(labels, nodes.at("/spec/selector/matchLabels"));
    List<JsonNode> services = rendered("services.yaml", values());
    services.forEach(service -> assertEquals(labels, service.at("/spec/selector")));
    assertEquals(List.of("talk", "talk-nodes"),
        services.stream().map(service -> service.at("/metadata/name").asText()).toList());
    assertEquals("talk-nodes", nodes.at("/spec/serviceName").asText());
    assertEquals(labels,
        rendered("pdb.yaml", values()).getFirst().at("/spec/selector/matchLabels"));
  }

  @Test
  void aNodeIsTheImageOfTheChartWithTimeToDrain() throws IOException {
    JsonNode pod = rendered("nodes.yaml", values()).getFirst().at("/spec/template/spec");
    JsonNode container = pod.path("containers").path(0);
    assertEquals("voxbus:9.9", container.path("image").asText());
    assertEquals(90, pod.path("terminationGracePeriodSeconds").asInt());
    assertEquals(YAML.readTree("limits: {memory: 2Gi}\nrequests: {cpu: '1', memory: 1Gi}"),
        container.path("resources"));
    assertEquals("talk-nodes.voice.svc.cluster.local", variable(container, "VOXBUS_CLUSTER_DNS"));
    assertEquals("60", variable(container, "VOXBUS_DRAIN"));
    container.path("env").forEach(one -> assertTrue(
        one.has("valueFrom") || one.path("value").isTextual(), one.toString()));
    assertEquals(20_000, container.path("ports").path(3).path("hostPort").asInt());
  }

  @Test
  void whatIsSetIsFollowed() throws IOException {
    Map<String, Object> values = values();
    values.put("webrtc", Map.of("hostPort", false, "port", 30_000));
    values.put("storage", Map.of("size", "1Gi", "className", "fast"));
    values.put("env", Map.of("VOXBUS_SIP", true));
    JsonNode nodes = rendered("nodes.yaml", values).getFirst();
    JsonNode container = nodes.at("/spec/template/spec/containers/0");
    assertEquals("true", variable(container, "VOXBUS_SIP"));
    assertEquals("fast",
        nodes.at("/spec/volumeClaimTemplates/0/spec/storageClassName").asText());
    JsonNode port = container.path("ports").path(3);
    assertEquals("30000 false",
        port.path("containerPort").asInt() + " " + port.has("hostPort"));
  }

  @Test
  void aValueThatIsNotThereIsAnError() throws IOException {
    Map<String, Object> values = values();
    values.remove("replicas");
    assertThrows(IllegalArgumentException.class, () -> rendered("nodes.yaml", values));
  }

  private static String variable(JsonNode container, String name) {
    for (JsonNode one : container.path("env")) {
      if (one.path("name").asText().equals(name)) {
        return one.path("value").asText();
      }
    }
    return "";
  }
}
