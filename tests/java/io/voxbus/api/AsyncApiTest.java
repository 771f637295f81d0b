package io.voxbus.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.bus.Json;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.Millis;
import io.voxbus.protocol.api.Seconds;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code asyncapi.yaml} tells every command, event and field that there is, and nothing else. */
class AsyncApiTest {
  private static final ApiFile API = ApiFile.read("asyncapi.yaml");
  private static final Set<Class<?>> UNITS = Set.of(Millis.class, Seconds.class);

  static Stream<Class<?>> commands() {
    return Arrays.stream(Command.class.getPermittedSubclasses());
  }

  static Stream<Class<?>> events() {
    return Arrays.stream(Event.class.getPermittedSubclasses());
  }

  static Stream<Class<?>> options() {
    return reachable(new TreeMap<>(), CallOption.class, Command.Refer.class, Event.Hangup.class)
        .values().stream().filter(type -> !UNITS.contains(type));
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertEquals(List.of(), API.brokenReferences());
  }

  @Test
  void theMessagesAreTheCommandsTheEventsAndAudio() {
    Set<String> expected = new TreeSet<>(Set.of("audioIn", "audioOut"));
    commands().forEach(command -> expected.add("command." + camel(command)));
    events().forEach(event -> expected.add("event." + camel(event)));
    assertEquals(expected, API.names("components", "messages"));
    assertEquals(expected, API.names("channels", "call", "messages"));
  }

  @Test
  void everyMessageTravelsInItsDirection() {
    assertEquals(referred("command.", commands()), references("obey"));
    assertEquals(referred("event.", events()), references("tell"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandHasTheFieldsOfItsRecord(Class<?> command) {
    Map<String, String> expected = fields(command);
    expected.put("command", "const " + camel(command));
    assertEquals(expected, properties(payload("command", command)));
    Set<String> required = new TreeSet<>(Set.of("command"));
    components(command).filter(field -> !optional(field) && !field.getType().isPrimitive())
        .forEach(field -> required.add(field.getName()));
    assertEquals(required, texts(payload("command", command).path("required")));
  }

  @ParameterizedTest
  @MethodSource("events")
  void anEventHasTheFieldsOfItsRecord(Class<?> event) {
    Map<String, String> expected = fields(event);
    expected.put("event", "const " + camel(event));
    expected.put("seq", "integer");
    assertEquals(expected, properties(payload("event", event)));
    Set<String> required = new TreeSet<>(Set.of("event"));
    components(event).filter(field -> !optional(field))
        .forEach(field -> required.add(field.getName()));
    further(event).forEach(field -> required.add(field.getName()));
    assertEquals(required, texts(payload("event", event).path("required")));
  }

  @Test
  void theSchemasAreTheOptionsAndTheUnitsOfTime() {
    Set<String> expected = new TreeSet<>(Set.of("Millis", "Seconds"));
    options().forEach(option -> expected.add(option.getSimpleName()));
    assertEquals(expected, API.names("components", "schemas"));
  }

  @ParameterizedTest
  @MethodSource("options")
  void anOptionHasTheFieldsOfItsRecord(Class<?> option) {
    assertEquals(fields(option),
        properties(API.at("components", "schemas", option.getSimpleName())));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyExampleOfACommandIsUnderstoodWhole(Class<?> command) {
    List<JsonNode> examples = examples("command", command);
    assertFalse(examples.isEmpty());
    for (JsonNode example : examples) {
      Command read = Json.command(example.toString());
      assertEquals(command, read.getClass());
      assertContains(example, Json.mapper().valueToTree(read));
    }
  }

  @ParameterizedTest
  @MethodSource("events")
  void everyExampleOfAnEventIsWhatWeWrite(Class<?> event) throws JsonProcessingException {
    List<JsonNode> examples = examples("event", event);
    assertFalse(examples.isEmpty());
    for (JsonNode example : examples) {
      Emitted read = Json.mapper().treeToValue(example, Emitted.class);
      assertEquals(event, read.event().getClass());
      assertEquals(example.toString(), Json.text(example.has("seq") ? read : read.event()));
    }
  }

  private static void assertContains(JsonNode expected, JsonNode actual) {
    if (expected.isObject()) {
      expected.properties()
          .forEach(field -> assertContains(field.getValue(), actual.path(field.getKey())));
    } else {
      assertEquals(expected.toString(), actual.toString());
    }
  }

  private static JsonNode payload(String kind, Class<?> record) {
    return API.at("components", "messages", kind + "." + camel(record), "payload");
  }

  private static List<JsonNode> examples(String kind, Class<?> record) {
    return StreamSupport.stream(
        API.at("components", "messages", kind + "." + camel(record), "examples").spliterator(),
        false).map(example -> example.path("payload")).toList();
  }

  private static Set<String> references(String operation) {
    return new TreeSet<>(
        API.at("operations", operation, "messages").findValuesAsText("$ref"));
  }

  private static Set<String> referred(String kind, Stream<Class<?>> records) {
    Set<String> referred = new TreeSet<>();
    records.forEach(
        record -> referred.add("#/channels/call/messages/" + kind + camel(record)));
    return referred;
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** Each property's type in one word. */
  private static Map<String, String> properties(JsonNode schema) {
    Map<String, String> properties = new TreeMap<>();
    schema.path("properties").properties()
        .forEach(field -> properties.put(field.getKey(), type(field.getValue())));
    return properties;
  }

  private static String type(JsonNode schema) {
    if (schema.has("const")) {
      return "const " + schema.path("const").asText();
    }
    if (schema.has("$ref")) {
      return schema.path("$ref").asText();
    }
    String type = schema.path("type").asText("any");
    return switch (type) {
      case "array" -> "array of " + type(schema.path("items"));
      case "object" -> "object of " + type(schema.path("additionalProperties"));
      default -> type;
    };
  }

  private static Map<String, String> fields(Class<?> record) {
    Map<String, String> fields = new TreeMap<>();
    components(record)
        .forEach(field -> fields.put(field.getName(), type(field.getGenericType())));
    further(record).forEach(field -> fields.put(field.getName(), type(field.getReturnType())));
    return fields;
  }

  private static String type(Type java) {
    return switch (java) {
      case ParameterizedType list when list.getRawType() == List.class ->
        "array of " + type(list.getActualTypeArguments()[0]);
      case ParameterizedType map -> "object of " + type(map.getActualTypeArguments()[1]);
      case Class<?> type when type == String.class -> "string";
      case Class<?> type when type == boolean.class || type == Boolean.class -> "boolean";
      case Class<?> type when type == Double.class -> "number";
      case Class<?> type when Set.of(int.class, long.class, Integer.class, Long.class)
          .contains(type) ->
        "integer";
      case Class<?> type when type.isRecord() -> "#/components/schemas/" + type.getSimpleName();
      default -> "any";
    };
  }

  private static Map<String, Class<?>> reachable(Map<String, Class<?>> found,
      Class<?>... records) {
    for (Class<?> record : records) {
      components(record).map(RecordComponent::getType)
          .filter(type -> type.isRecord() && found.put(type.getSimpleName(), type) == null)
          .forEach(type -> reachable(found, type));
      if (record == CallOption.class) {
        found.put("CallOption", record);
      }
    }
    return found;
  }

  private static Stream<RecordComponent> components(Class<?> record) {
    return Arrays.stream(record.getRecordComponents());
  }

  /** What a record writes beside its components. */
  private static Stream<Method> further(Class<?> record) {
    return Arrays.stream(record.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(JsonProperty.class));
  }

  private static boolean optional(RecordComponent field) {
    return field.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static String camel(Class<?> record) {
    String name = record.getSimpleName();
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
