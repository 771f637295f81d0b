package io.voxbus.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Events as clients read them: {@code event} first, {@code seq} last, no nulls, integers only (wire-spec 1.4, 7.3). */
class JsonEventTest {
  private static final long T = 1_640_995_200_000L;
  private static final String AT = "\"timestamp\":1640995200000";

  @ParameterizedTest
  @MethodSource
  void anEventIsWritten(Event event, String json) {
    assertEquals(json, Json.text(new Emitted(event, 7)));
  }

  static Stream<Arguments> anEventIsWritten() {
    return Stream.of(callEvents(), trackEvents(), speechEvents(), otherEvents())
        .flatMap(List::stream);
  }

  private static List<Arguments> callEvents() {
    return List.of(
        told(new Event.Incoming("t", T, "a", "b", "v=0", Map.of("X", "1")),
            "incoming", "\"trackId\":\"t\"," + AT + ",\"caller\":\"a\",\"callee\":\"b\","
                + "\"sdp\":\"v=0\",\"headers\":{\"X\":\"1\"}"),
        told(new Event.Answer("t", T, "", null, "n1"),
            "answer", "\"trackId\":\"t\"," + AT + ",\"sdp\":\"\",\"node\":\"n1\""),
        told(new Event.Reject("t", T, "busy", 486, null),
            "reject", "\"trackId\":\"t\"," + AT + ",\"reason\":\"busy\",\"code\":486"),
        told(new Event.Ringing("t", T, false, true),
            "ringing", "\"trackId\":\"t\"," + AT + ",\"earlyMedia\":false,\"refer\":true"),
        told(new Event.Hangup("t", T, "caller", "caller", "2022-01-01T00:00:00Z",
            "2022-01-01T00:00:09Z", null, null, new Event.Party("u", "r", null), null,
            Map.of("k", "v"), null),
            "hangup", "\"trackId\":\"t\"," + AT + ",\"reason\":\"caller\",\"initiator\":\"caller\","
                + "\"startTime\":\"2022-01-01T00:00:00Z\",\"hangupTime\":\"2022-01-01T00:00:09Z\","
                + "\"from\":{\"username\":\"u\",\"realm\":\"r\"},\"extra\":{\"k\":\"v\"}"),
        told(new Event.MediaReady("t", T), "mediaReady", "\"trackId\":\"t\"," + AT),
        told(new Event.Candidate("t", T, "candidate:1 1 udp 1 192.0.2.1 9 typ host", "0", 0, "uf"),
            "candidate",
            "\"trackId\":\"t\"," + AT + ",\"candidate\":\"candidate:1 1 udp 1 192.0.2.1 "
                + "9 typ host\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0,\"usernameFragment\":\"uf\""),
        told(new Event.Migrate("t", T, "n2", "uf", "pw", List.of("candidate:1")),
            "migrate", "\"trackId\":\"t\"," + AT + ",\"node\":\"n2\",\"iceUfrag\":\"uf\","
                + "\"icePwd\":\"pw\",\"candidates\":[\"candidate:1\"]"),
        told(new Event.Inactivity("t", T), "inactivity", "\"trackId\":\"t\"," + AT),
        told(new Event.Hold("t", T, true, null),
            "hold", "\"trackId\":\"t\"," + AT + ",\"onHold\":true"),
        told(new Event.TransferRequest("t", T, "sip:x", "sip:y", null),
            "transferRequest", "\"trackId\":\"t\"," + AT
                + ",\"referTo\":\"sip:x\",\"referredBy\":\"sip:y\""),
        told(new Event.Message("t", T, "hi", null, null),
            "message", "\"trackId\":\"t\"," + AT + ",\"body\":\"hi\""));
  }

  private static List<Arguments> trackEvents() {
    return List.of(
        told(new Event.TrackStart("t", T, "a", 4_294_967_295L),
            "trackStart", "\"trackId\":\"t\"," + AT + ",\"playId\":\"a\",\"ssrc\":4294967295"),
        told(new Event.TrackEnd("t", T, 0, 1L, "a"),
            "trackEnd", "\"trackId\":\"t\"," + AT + ",\"duration\":0,\"ssrc\":1,\"playId\":\"a\""),
        told(new Event.Interruption("t", T, "a", "one two", 1, 900, 500),
            "interruption", "\"trackId\":\"t\"," + AT + ",\"playId\":\"a\","
                + "\"subtitle\":\"one two\",\"position\":1,\"totalDuration\":900,\"current\":500"),
        told(new Event.Dtmf("t", T, "#", null),
            "dtmf", "\"trackId\":\"t\"," + AT + ",\"digit\":\"#\""));
  }

  private static List<Arguments> speechEvents() {
    return List.of(
        told(new Event.Speaking("t", T, T, null, 0.5, null),
            "speaking", "\"trackId\":\"t\"," + AT
                + ",\"startTime\":1640995200000,\"confidence\":0.5"),
        told(new Event.Silence("t", T, 5, 6, 11L, null),
            "silence", "\"trackId\":\"t\"," + AT
                + ",\"startTime\":5,\"duration\":6,\"silenceStart\":11"),
        told(new Event.Eou("t", T, true, null, "hi", null),
            "eou", "\"trackId\":\"t\"," + AT
                + ",\"completed\":true,\"text\":\"hi\",\"complete\":true"),
        told(new Event.AsrFinal("t", T, 1, 5, 6, "hi", null, null, null, null),
            "asrFinal", "\"trackId\":\"t\"," + AT
                + ",\"index\":1,\"startTime\":5,\"endTime\":6,\"text\":\"hi\""),
        told(new Event.AsrDelta("t", 1, T, 0, 0, "", null, null, null, null),
            "asrDelta", "\"trackId\":\"t\",\"index\":1," + AT
                + ",\"startTime\":0,\"endTime\":0,\"text\":\"\""),
        told(new Event.AnswerMachineDetection("t", T, 5, 6, "beep"),
            "answerMachineDetection", "\"trackId\":\"t\"," + AT
                + ",\"startTime\":5,\"endTime\":6,\"text\":\"beep\""),
        told(new Event.RingbackState("t", T, "busy_tone", 1, 0.85, "ringing", 0.7, null, true),
            "ringbackState", "\"trackId\":\"t\"," + AT
                + ",\"state\":\"busy_tone\",\"stateIndex\":1,\"confidence\":0.85,"
                + "\"prevState\":\"ringing\",\"prevConfidence\":0.7,\"isFinal\":true"),
        told(new Event.LlmDelta(T, "wo"), "llmDelta", AT + ",\"word\":\"wo\""),
        told(new Event.LlmFinal(T, "word"), "llmFinal", AT + ",\"text\":\"word\""));
  }

  private static List<Arguments> otherEvents() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("index", 1);
    data.put("length", 900L);
    return List.of(
        told(new Event.Metrics(T, "ttfb.asr.local", 150, data),
            "metrics", AT + ",\"key\":\"ttfb.asr.local\",\"duration\":150,"
                + "\"data\":{\"index\":1,\"length\":900}"),
        told(new Event.Error("t", T, "asr", "late", 408),
            "error", "\"trackId\":\"t\"," + AT
                + ",\"sender\":\"asr\",\"error\":\"late\",\"code\":408"),
        told(new Event.AddHistory("t", T, "bot", "hi"),
            "addHistory", "\"sender\":\"t\"," + AT + ",\"speaker\":\"bot\",\"text\":\"hi\""),
        told(new Event.Other("t", T, "pause", Map.of("playId", "a")),
            "other", "\"trackId\":\"t\"," + AT
                + ",\"sender\":\"pause\",\"extra\":{\"playId\":\"a\"}"),
        told(new Event.Custom("t", T, "app", Map.of("k", "v"), Map.of("k", "v")),
            "custom", "\"trackId\":\"t\"," + AT
                + ",\"sender\":\"app\",\"data\":{\"k\":\"v\"},\"extra\":{\"k\":\"v\"}"),
        told(new Event.FunctionCall("t", "c", "f", "{}", T),
            "functionCall", "\"trackId\":\"t\",\"callId\":\"c\",\"name\":\"f\","
                + "\"arguments\":\"{}\"," + AT));
  }

  @Test
  void everyEventHasAnExampleAbove() {
    Set<Class<?>> shown = anEventIsWritten().map(example -> example.get()[0].getClass())
        .collect(Collectors.toSet());
    assertEquals(Set.of(Event.class.getPermittedSubclasses()), shown);
  }

  @ParameterizedTest
  @MethodSource("anEventIsWritten")
  void aNodeReadsWhatAnotherHasWritten(Event event, String json) throws Exception {
    assertEquals(json, Json.text(Json.mapper().readValue(json, Emitted.class)));
  }

  /** The official client drops an event with a fraction or a negative number where it wants an unsigned one. */
  @Test
  void timesDurationsAndIndexesAreIntegersInEveryRecord() {
    Set<String> numbers = Arrays.stream(Event.class.getPermittedSubclasses())
        .flatMap(type -> Arrays.stream(type.getRecordComponents()))
        .filter(field -> field.getType() == double.class || field.getType() == Double.class
            || field.getType() == Float.class || field.getType() == float.class)
        .map(field -> field.getName()).collect(Collectors.toSet());
    assertEquals(Set.of("confidence", "prevConfidence"), numbers);
  }

  /** The official client dereferences them without looking. */
  @Test
  void recognisedTextAlwaysHasItsTimesAndMetricsAlwaysHaveAnObject() throws Exception {
    JsonNode text = Json.mapper().readTree(Json.text(new Emitted(
        new Event.AsrFinal("t", T, 0, 0, 0, "", null, null, null, null), 1)));
    assertEquals(true, text.path("startTime").isIntegralNumber()
        && text.path("endTime").isIntegralNumber());
    JsonNode metrics = Json.mapper().readTree(Json.text(new Emitted(
        new Event.Metrics(T, "k", 0, Map.of()), 1)));
    assertEquals(true, metrics.path("data").isObject());
  }

  @Test
  void unknownFieldsOfANewerNodeAreIgnored() throws Exception {
    assertEquals(new Emitted(new Event.Inactivity("t", T), 3), Json.mapper().readValue(
        "{\"event\":\"inactivity\",\"trackId\":\"t\"," + AT + ",\"more\":[1],\"seq\":3}",
        Emitted.class));
  }

  private static Arguments told(Event event, String name, String fields) {
    return Arguments.of(event, "{\"event\":\"" + name + "\"," + fields + ",\"seq\":7}");
  }
}
