package io.voxbus.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** JSON as the API speaks it: tolerant in what it reads, strict in what it writes. */
public final class Json {
  private static final KnownClasses KNOWN = new KnownClasses();
  private static final ObjectMapper MAPPER = JsonMapper.builder().cacheProvider(KNOWN)
      .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
      .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_VALUES)
      .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
      .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
      .serializationInclusion(JsonInclude.Include.NON_NULL)
      .annotationIntrospector(new RecordNames()).addModule(emitted()).build();

  /** Deeper than any command; what is read can also be written inside an event or an envelope. */
  private static final int DEEPEST = 100;
  private static final ObjectReader COMMANDS = JsonMapper
      .builder(JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build())
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build().reader();

  private Json() {}

  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /** Lets go of the classes of that loader which it has read or written, so that they can be collected; the program's own stay. */
  public static void forget(ClassLoader loader) {
    if (!loader.equals(Json.class.getClassLoader())) {
      KNOWN.forget(loader, MAPPER::clearCaches);
    }
  }

  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + value.getClass(), e);
    }
  }

  /**
   * Reads a command as clients write it.
   *
   * @throws Fault 400 with the reason, without the text
   */
  public static Command command(String text) {
    return command(text, null);
  }

  /** As {@link #command(String)}, for a text that need not say which command it is. */
  public static Command command(String text, @Nullable String otherwise) {
    try {
      JsonNode tree = COMMANDS.readTree(text);
      if (!(tree instanceof ObjectNode object)) {
        throw Fault.badRequest("a command is a JSON object");
      }
      if (otherwise != null && !object.has("command")) {
        object.put("command", otherwise);
      }
      JsonNode name = object.get("command");
      if (name == null || !name.isTextual()) {
        throw Fault.badRequest("the field \"command\" is missing");
      }
      object.put("command", camel(name.textValue()));
      return MAPPER.treeToValue(object, Command.class);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw Fault.badRequest(reason(e));
    }
  }

  private static String camel(String name) {
    for (Class<?> known : Command.class.getPermittedSubclasses()) {
      if (known.getSimpleName().equalsIgnoreCase(name.replace("_", ""))) {
        return RecordNames.camel(known);
      }
    }
    throw Fault.badRequest("unknown command \"" + shortened(name) + "\"");
  }

  private static String reason(Exception e) {
    String message = e instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(e.getMessage());
    String where = e instanceof com.fasterxml.jackson.databind.JsonMappingException mapping
        ? path(mapping)
        : "";
    return where.isEmpty()
        ? "malformed JSON: " + shortened(message)
        : String.format(Locale.ROOT, "field %s: %s", where, shortened(message));
  }

  private static String path(com.fasterxml.jackson.databind.JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    e.getPath().forEach(step -> path.append(path.isEmpty() ? "" : ".")
        .append(step.getFieldName() == null ? step.getIndex() : step.getFieldName()));
    return path.toString();
  }

  private static String shortened(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() <= 160 ? line : line.substring(0, 160) + "...";
  }

  /** An emitted event is its event with a {@code seq} at the end. */
  private static SimpleModule emitted() {
    SimpleModule module = new SimpleModule();
    module.addSerializer(Emitted.class, new StdSerializer<>(Emitted.class) {
      @Override
      public void serialize(Emitted value, JsonGenerator out, SerializerProvider provider)
          throws IOException {
        ObjectNode tree = MAPPER.valueToTree(value.event());
        out.writeTree(tree.put("seq", value.seq()));
      }
    });
    module.addDeserializer(Emitted.class, new StdDeserializer<>(Emitted.class) {
      @Override
      public Emitted deserialize(JsonParser in, DeserializationContext context)
          throws IOException {
        JsonNode tree = in.readValueAsTree();
        return new Emitted(MAPPER.treeToValue(tree, Event.class), tree.path("seq").longValue());
      }
    });
    return module;
  }
}
