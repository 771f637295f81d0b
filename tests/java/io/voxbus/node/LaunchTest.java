package io.voxbus.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What starts clusters names only what there is. */
class LaunchTest {
  private static final Path CLUSTER = Path.of("cluster");
  private static final Path HELM = CLUSTER.resolve("helm");
  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void theDashboardAsksForMetricsOfOurs() throws IOException {
    Set<String> ours = all("\\{@code (voxbus_[a-z_]+)",
        Files.readString(Path.of("src/main/java/io/voxbus/metrics/Meters.java")));
    JsonNode dashboard = new ObjectMapper()
        .readTree(CLUSTER.resolve("grafana/dashboards/voxbus.json").toFile());
    Set<String> asked = new TreeSet<>();
    dashboard.findValuesAsText("expr").forEach(expr -> asked.addAll(all("([a-z]+_[a-z_]+)", expr)));
    assertFalse(asked.isEmpty());
    asked.remove("histogram_quantile"); // a function
    asked.removeAll(ours);
    assertEquals(Set.of(), asked);
    assertEquals(Set.of("prometheus"), Set.copyOf(dashboard.findValuesAsText("uid").stream()
        .filter(uid -> !uid.equals("voxbus")).toList()));
    assertEquals(dashboard.path("panels").size(),
        Set.copyOf(dashboard.path("panels").findValuesAsText("id")).size());
  }

  @Test
  void composeStartsThreeNodesThatFindEachOther() throws IOException {
    JsonNode compose = YAML.readTree(CLUSTER.resolve("compose.yaml").toFile());
    JsonNode services = compose.path("services");
    Set<String> nodes = new TreeSet<>();
    Set<String> addresses = new TreeSet<>();
    services.fieldNames().forEachRemaining(name -> {
      if (name.startsWith("node-")) {
        JsonNode node = services.path(name);
        nodes.add(name);
        addresses.add(node.at("/networks/nodes/ipv4_address").asText());
        assertEquals(name, node.at("/environment/VOXBUS_NODE").asText());
        assertEquals(node.at("/networks/nodes/ipv4_address"),
            node.at("/environment/VOXBUS_CLUSTER_HOST"));
      }
    });
    assertEquals(Set.of("node-1", "node-2", "node-3"), nodes);
    String members = compose.at("/x-node/environment/VOXBUS_CLUSTER_MEMBERS").asText();
    assertEquals(addresses, all("([0-9.]+):5701", members));
    String balancer = Files.readString(CLUSTER.resolve("haproxy.cfg"));
    assertEquals(addresses, all("server node-\\d ([0-9.]+):8080", balancer));
    assertEquals(Set.of(), all("(?m)^\\s*(cookie|stick)\\b", balancer), "no sticky sessions");
    JsonNode scraped = YAML.readTree(CLUSTER.resolve("prometheus.yml").toFile());
    assertEquals(nodes, all("\"(node-\\d):9080\"", scraped.findValue("targets").toString()));
  }

  @Test
  void whatComposeMountsIsThere() throws IOException {
    String compose = Files.readString(CLUSTER.resolve("compose.yaml"));
    Set<String> mounted = all("[\\s\"]\\./([a-z./]+):", compose);
    assertEquals(Set.of("haproxy.cfg", "prometheus.yml", "grafana/provisioning",
        "grafana/dashboards"), mounted);
    mounted.forEach(file -> assertTrue(Files.exists(CLUSTER.resolve(file)), file));
    for (String file : new String[]{"datasources/prometheus.yaml", "dashboards/voxbus.yaml"}) {
      assertEquals(1, YAML.readTree(CLUSTER.resolve("grafana/provisioning/" + file).toFile())
          .path("apiVersion").asInt());
    }
  }

  @Test
  void everyVariableOfALaunchIsOneOfTheConfiguration() throws IOException {
    Set<String> known = all("\\$\\{(VOXBUS_[A-Z_0-9]+)",
        Files.readString(Path.of("conf/voxbus.yaml")));
    String given = Files.readString(CLUSTER.resolve("compose.yaml")) + templates()
        + Files.readString(HELM.resolve("values.yaml"));
    Set<String> set = all("(VOXBUS_[A-Z_0-9]+)", given);
    set.removeAll(known);
    assertEquals(Set.of(), set);
  }

  @Test
  void everyValueOfTheChartHasADefaultAndEveryDefaultIsUsed() throws IOException {
    JsonNode values = YAML.readTree(HELM.resolve("values.yaml").toFile());
    Set<String> used = all("\\.Values\\.([A-Za-z.]+)", templates());
    used.forEach(name -> assertFalse(
        values.at("/" + name.replace('.', '/')).isMissingNode(), name));
    values.fieldNames().forEachRemaining(name -> assertTrue(
        used.stream().anyMatch(one -> one.equals(name) || one.startsWith(name + ".")), name));
    assertEquals("v2", YAML.readTree(HELM.resolve("Chart.yaml").toFile()).path("apiVersion")
        .asText());
  }

  @Test
  void theChartsTemplatesAreClosedAndTheirNamesDefined() throws IOException {
    String all = templates();
    assertEquals(count("\\{\\{-? *(if|with|range|define)\\b", all), count("\\{\\{-? *end\\b", all));
    Set<String> included = all("include \"([a-z.]+)\"", all);
    included.removeAll(all("define \"([a-z.]+)\"", all));
    assertEquals(Set.of(), included);
    Set<String> ports = all("- \\{?name: ([a-z]+), containerPort", all);
    Set<String> probed = all("port: (management)", all);
    probed.addAll(all("targetPort: ([a-z]+)", all));
    probed.removeAll(ports);
    assertEquals(Set.of(), probed);
    assertTrue(all.contains("path: /ready") && all.contains("path: /healthy"));
  }

  private static String templates() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(HELM.resolve("templates"))) {
      for (Path file : files.sorted().toList()) {
        text.append(Files.readString(file)).append('\n');
      }
    }
    return text.toString();
  }

  private static Set<String> all(String pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static long count(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().count();
  }
}
