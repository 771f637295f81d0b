package io.voxbus.call.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.voxbus.call.record.CallRecordConfig.Casing;
import io.voxbus.directory.Secrets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON of a call record, with the names of the first releases (snake), of the later ones (camel), or both. Pure. */
final class RecordJson {
  private static final Map<String, String> PARTIES = Map.of("caller", "byCaller", "callee",
      "byCallee", "refer", "byRefer", "system", "bySystem");
  private static final Set<String> REASONS = Set.of("byCaller", "byCallee", "byRefer", "bySystem",
      "autohangup", "noAnswer", "noBalance", "answerMachine", "serverUnavailable", "canceled",
      "rejected", "failed", "inactivityTimeout");
  private final Casing casing;

  private RecordJson(Casing casing) {
    this.casing = casing;
  }

  /** Secrets of the option and of the SDP are masked. */
  static ObjectNode write(CallRecord record, Casing casing) {
    return new RecordJson(casing).write(record);
  }

  private ObjectNode write(CallRecord record) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    text(out, "callType", snake(record.callType()), record.callType());
    put(out, "option", masked(record.option()));
    text(out, "callId", record.callId());
    time(out, "startTime", record.startTime());
    time(out, "ringTime", record.ringTime());
    time(out, "answerTime", record.answerTime());
    time(out, "endTime", record.endTime());
    text(out, "caller", record.caller());
    text(out, "callee", record.callee());
    put(out, "statusCode", IntNode.valueOf(record.statusCode()));
    put(out, "offer", masked(textOrNull(record.offer())));
    put(out, "answer", masked(textOrNull(record.answer())));
    reason(out, record.hangupReason());
    if (!record.hangupMessages().isEmpty()) {
      put(out, "hangupMessages", messages(record.hangupMessages()));
    }
    put(out, "recorder", recorder(record.recorder()));
    put(out, "extras", masked(record.extras()));
    text(out, "dumpEventFile",
        record.dumpEventFile() == null ? null : record.dumpEventFile().toString());
    return out;
  }

  private ArrayNode messages(List<CallRecord.HangupMessage> messages) {
    ArrayNode out = JsonNodeFactory.instance.arrayNode();
    for (CallRecord.HangupMessage message : messages) {
      ObjectNode item = out.addObject();
      put(item, "code", IntNode.valueOf(message.code()));
      text(item, "reason", message.reason());
      text(item, "target", message.target());
    }
    return out;
  }

  private ArrayNode recorder(List<CallRecord.Media> recorder) {
    ArrayNode out = JsonNodeFactory.instance.arrayNode();
    for (CallRecord.Media media : recorder) {
      ObjectNode item = out.addObject();
      text(item, "trackId", media.trackId());
      text(item, "path", media.path().toString());
      put(item, "size", LongNode.valueOf(media.size()));
      if (media.extra() != null) {
        ObjectNode extra = JsonNodeFactory.instance.objectNode();
        media.extra().forEach(extra::put);
        put(item, "extra", extra);
      }
    }
    return out;
  }

  private void reason(ObjectNode out, @Nullable String reason) {
    if (reason == null) {
      return;
    }
    String token = PARTIES.getOrDefault(reason, reason);
    if (REASONS.contains(token)) {
      text(out, "hangupReason", snake(token), token);
    } else {
      put(out, "hangupReason", JsonNodeFactory.instance.objectNode().put("other", reason));
    }
  }

  private void time(ObjectNode out, String name, @Nullable Instant time) {
    text(out, name, time == null ? null : time.truncatedTo(ChronoUnit.MILLIS).toString());
  }

  private void text(ObjectNode out, String name, @Nullable String value) {
    put(out, name, textOrNull(value));
  }

  private void text(ObjectNode out, String name, String snakeValue, String camelValue) {
    if (casing != Casing.CAMEL) {
      out.put(snake(name), snakeValue);
    }
    if (casing != Casing.SNAKE) {
      out.put(name, camelValue);
    }
  }

  private void put(ObjectNode out, String name, @Nullable JsonNode value) {
    if (value != null && casing != Casing.CAMEL) {
      out.set(snake(name), value);
    }
    if (value != null && casing != Casing.SNAKE) {
      out.set(name, value);
    }
  }

  private static @Nullable JsonNode textOrNull(@Nullable String value) {
    return value == null ? null : TextNode.valueOf(value);
  }

  private static @Nullable JsonNode masked(@Nullable JsonNode tree) {
    return tree == null ? null : Secrets.mask(tree);
  }

  private static String snake(String camel) {
    StringBuilder snake = new StringBuilder(camel.length() + 8);
    for (int i = 0; i < camel.length(); i++) {
      char c = camel.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        snake.append('_').append((char) (c + ('a' - 'A')));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }
}
