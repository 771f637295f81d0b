package io.voxbus.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import io.voxbus.directory.LocalCalls;
import io.voxbus.directory.LocalNode;
import io.voxbus.directory.OpenPorts;
import io.voxbus.directory.SocketCount;
import io.voxbus.directory.NodeEntry;
import io.voxbus.http.llm.LlmRoutes;
import io.voxbus.protocol.bus.CallType;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code openapi.yaml} tells every route that a node has, and no other. */
class OpenApiTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static JsonNode api;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in = OpenApiTest.class.getResourceAsStream("/api/openapi.yaml")) {
      api = new YAMLMapper().readTree(in);
    }
  }

  @AfterAll
  static void stop() {
    VERTX.close();
  }

  @Test
  void theRoutesAreThoseOfTheRouters() {
    Set<String> mounted = new TreeSet<>(mounted(httpRouter()));
    mounted.addAll(mounted(healthRouter()));
    mounted.removeIf(route -> route.startsWith("head ") // goes without saying, by RFC 9110
        && mounted.contains("get" + route.substring("head".length())));
    Set<String> told = new TreeSet<>();
    api.path("paths").properties().forEach(path -> path.getValue().fieldNames()
        .forEachRemaining(method -> told.add(method + " " + path.getKey())));
    told.removeIf(operation -> !operation.matches("(get|post|put|delete) .*"));
    assertEquals(mounted, told);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    api.findValuesAsText("$ref").forEach(reference -> assertTrue(
        reference.startsWith("#/") && !api.at(reference.substring(1)).isMissingNode(),
        reference));
  }

  @Test
  void aNodeAndAnIceServerHaveTheFieldsOfTheirRecords() {
    assertEquals(components(NodeEntry.class), properties("Node"));
    Set<String> server = components(IceRoutes.Offered.class);
    server.add("password");
    assertEquals(server, properties("IceServer"));
  }

  @Test
  void theTypesOfCallsAreOurs() {
    JsonNode call = api.at("/components/schemas/Call/properties");
    assertEquals(Arrays.stream(CallType.values()).map(CallType::camel).toList().toString(),
        texts(call.at("/callType/enum")));
    assertEquals(Arrays.stream(CallType.values()).map(CallType::snake).toList().toString(),
        texts(call.at("/call_type/enum")));
  }

  @Test
  void theExamplesOfFailuresHaveTheirStatusAsTheirCode() {
    api.findParents("example").stream().map(content -> content.path("example"))
        .filter(example -> example.path("status").asText().equals("error"))
        .forEach(example -> assertEquals(Set.of("status", "error", "code"), fields(example),
            example.toString()));
    assertEquals(409,
        api.at("/components/responses/Running/content/application~1json/example/code").asInt());
    assertEquals(426,
        api.at("/components/responses/NotASocket/content/application~1json/example/code").asInt());
  }

  private static Router httpRouter() {
    Bus bus = new Bus(VERTX, "n", id -> Future.failedFuture(Fault.notFound(id)),
        Duration.ofSeconds(1));
    HttpHost host = new HttpHost(bus, config(),
        Json.mapper().convertValue(Json.mapper().createObjectNode(), IceConfig.class),
        new HttpHost.Directories(new LocalCalls(), new LocalNode()), new SocketCount(1),
        new OpenPorts());
    host.init(VERTX, VERTX.getOrCreateContext());
    return host.router();
  }

  private static Router healthRouter() {
    HealthHost host = new HealthHost(config(), () -> Future.succeededFuture(""), "none",
        new OpenPorts());
    host.init(VERTX, VERTX.getOrCreateContext());
    return host.router();
  }

  private static HttpConfig config() {
    return Json.mapper().convertValue(Json.mapper().createObjectNode(), HttpConfig.class);
  }

  /** As in {@code get /kill/{id}}; handlers of every path and the page's files left out. */
  private static Set<String> mounted(Router router) {
    Set<String> mounted = new TreeSet<>();
    for (Route route : router.getRoutes()) {
      String path = route.getName();
      if (path != null && path.matches("[a-zA-Z0-9./:-]+|" + LlmRoutes.PATH)) {
        methods(route).forEach(
            method -> mounted
                .add(method + " " + path.replaceAll(":(\\w+)", "{$1}").replace(LlmRoutes.PATH,
                    LlmRoutes.PATH + "{path}")));
      }
    }
    return mounted;
  }

  private static Stream<String> methods(Route route) {
    return route.methods() == null
        ? Stream.of()
        : route.methods().stream().map(HttpMethod::name).map(String::toLowerCase);
  }

  private static Set<String> properties(String schema) {
    return fields(api.at("/components/schemas/" + schema + "/properties"));
  }

  private static Set<String> fields(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList().toString();
  }

  private static Set<String> components(Class<?> record) {
    Set<String> names = new TreeSet<>();
    Arrays.stream(record.getRecordComponents()).map(RecordComponent::getName).forEach(names::add);
    return names;
  }
}
