package io.voxbus.call.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Json;
import io.voxbus.protocol.api.Command;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook decides. Without an {@code action} it only has taken note, and a client will come.
 *
 * @param failure why the next one is to be asked; null when it has decided
 */
record WebhookAnswer(List<Command> commands, @Nullable String failure) {
  private static final int UNAVAILABLE = 503;

  static WebhookAnswer of(int status, String body) {
    if (status >= 500) {
      return failed("status " + status);
    }
    if (status >= 300) {
      return decided(new Command.Reject("the webhook answered " + status, UNAVAILABLE));
    }
    try {
      JsonNode tree = body.isBlank() ? null : Json.mapper().readTree(body);
      return tree instanceof ObjectNode answer && answer.hasNonNull("action")
          ? decide(answer)
          : decided();
    } catch (JsonProcessingException e) {
      return decided(); // a page or a word of thanks
    } catch (Fault e) {
      return failed(e.getMessage());
    }
  }

  static WebhookAnswer failed(String why) {
    return new WebhookAnswer(List.of(), why);
  }

  /** Nobody could be told. */
  static List<Command> unreachable() {
    return List.of(new Command.Reject("the webhook failed", UNAVAILABLE));
  }

  private static WebhookAnswer decide(ObjectNode answer) {
    String action = answer.get("action").asText().toLowerCase(Locale.ROOT);
    return switch (action) {
      case "accept" -> decided(command(answer, action));
      case "reject", "ringing" -> decided(command(flat(answer), action));
      case "forward" -> decided(command(Json.mapper().createObjectNode(), "accept"),
          command(forwarded(answer), "refer"));
      default -> failed("unknown action " + action);
    };
  }

  /** What is wanted stands beside the action or in its option. */
  private static ObjectNode flat(ObjectNode answer) {
    ObjectNode flat = answer.deepCopy();
    return answer.get("option") instanceof ObjectNode option ? flat.setAll(option) : flat;
  }

  /** Whom to call stands beside the action or in its option. */
  private static ObjectNode forwarded(ObjectNode answer) {
    ObjectNode refer = answer.deepCopy();
    JsonNode option = refer.path("option");
    if (!refer.hasNonNull("callee") && option.hasNonNull("callee")) {
      refer.set("callee", option.get("callee"));
    }
    return refer;
  }

  private static Command command(ObjectNode answer, String name) {
    return Json.command(answer.deepCopy().put("command", name).toString());
  }

  private static WebhookAnswer decided(Command... commands) {
    return new WebhookAnswer(List.of(commands), null);
  }
}
