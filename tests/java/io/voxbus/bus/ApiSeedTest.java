package io.voxbus.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import io.voxbus.testing.Examples;
import io.voxbus.testing.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example of the API's own document is understood or produced. */
class ApiSeedTest {
  private static final Map<String, String> COMMANDS = Examples.seed("command");
  private static final Map<String, String> EVENTS = Examples.seed("event");
  private static final String OFFER = "v=0\r\no=- 1234567890 2 IN IP4 127.0.0.1\r\n...";

  @Test
  void theDocumentHasAnExampleOfEachOfItsCommandsAndEvents() {
    assertEquals(Set.of("invite", "accept", "tts", "play", "hangup", "interrupt", "pause",
        "resume", "candidate"), COMMANDS.keySet());
    assertEquals(Set.of("incoming", "answer", "ringing", "hangup", "speaking", "silence",
        "asrFinal", "asrDelta", "dtmf", "trackStart", "trackEnd", "interruption", "error",
        "metrics", "binary"), EVENTS.keySet());
  }

  @Test
  void everyCommandIsUnderstood() {
    CallOption accepted = Records.of(CallOption.class, "caller", "1234567890", "callee",
        "0987654321", "offer", OFFER, "codec", "g722");
    CallOption invited = Records.of(CallOption.class, "caller", "1234567890", "callee",
        "0987654321", "offer", OFFER, "codec", "g722", "asr",
        Records.of(io.voxbus.protocol.api.AsrOption.class, "provider", "tencent"), "tts",
        Records.of(io.voxbus.protocol.api.TtsOption.class, "provider", "tencent"));
    assertEquals(Map.of("invite", new Command.Invite(invited), "accept",
        new Command.Accept(accepted), "tts",
        Records.of(Command.Tts.class, "text", "Hello, this is a test message", "speaker",
            "speaker_name", "playId", "unique_play_id", "option",
            Records.of(io.voxbus.protocol.api.TtsOption.class, "provider", "tencent", "speaker",
                "xiaoyan")),
        "play", Records.of(Command.Play.class, "url", "http://example.com/audio.mp3"), "hangup",
        Records.of(Command.Hangup.class, "reason", "user_requested", "initiator", "user"),
        "interrupt", new Command.Interrupt(false, null), "pause", new Command.Pause(null),
        "resume", new Command.Resume(null), "candidate",
        new Command.Candidate(
            List.of("candidate:1 1 UDP 2122252543 192.168.1.1 12345 typ host"))),
        parsed());
  }

  private static Map<String, Command> parsed() {
    Map<String, Command> parsed = new java.util.LinkedHashMap<>();
    COMMANDS.forEach((name, text) -> parsed.put(name, Json.command(text)));
    return parsed;
  }

  @ParameterizedTest
  @MethodSource
  void weTellTheEventWithTheSameKeysTypesAndOrder(String name) throws Exception {
    ObjectNode example = (ObjectNode) Json.mapper().readTree(EVENTS.get(name));
    ObjectNode told = told(example);
    told.remove("seq");
    List<String> ours = names(told);
    ours.retainAll(names(example));
    assertEquals(names(example), ours);
    example.properties()
        .forEach(field -> assertEquals(field.getValue(), told.get(field.getKey())));
  }

  static List<String> weTellTheEventWithTheSameKeysTypesAndOrder() {
    return EVENTS.keySet().stream().filter(name -> !name.equals("binary")).toList();
  }

  @Test
  void byDecisionAHangupAlsoTellsItsTrackAndTimes() {
    Event hangup = new Event.Hangup("s1", 1_640_995_200_000L, "user_requested", "user",
        "2022-01-01T00:00:00Z", "2022-01-01T00:00:00Z", null, null, null, null, null, null);
    assertEquals(List.of("event", "trackId", "timestamp", "reason", "initiator", "startTime",
        "hangupTime", "seq"), names(tree(hangup)));
  }

  @Test
  void byDecisionAnInterruptionTellsAWordAsItsPositionAndTheMillisecondsAsCurrent() {
    Event event = new Event.Interruption("t", 1, "a", "one two", 1, 900, 500);
    JsonNode told = tree(event);
    assertEquals(List.of(1, 500, 900), List.of(told.get("position").intValue(),
        told.get("current").intValue(), told.get("totalDuration").intValue()));
  }

  @Test
  void byDecisionAudioIsABinaryFrameNotAnEvent() {
    assertThrows(JsonProcessingException.class,
        () -> Json.mapper().readValue("{\"event\":\"binary\",\"trackId\":\"t\"}", Event.class));
  }

  private static ObjectNode told(JsonNode example) throws JsonProcessingException {
    return tree(Json.mapper().treeToValue(example, Event.class));
  }

  private static ObjectNode tree(Event event) {
    try {
      return (ObjectNode) Json.mapper().readTree(Json.text(new Emitted(event, 1)));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
