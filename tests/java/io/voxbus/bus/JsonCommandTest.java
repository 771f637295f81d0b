package io.voxbus.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.voxbus.protocol.api.AsrOption;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.EouOption;
import io.voxbus.protocol.api.Millis;
import io.voxbus.protocol.api.RealtimeOption;
import io.voxbus.protocol.api.RecorderOption;
import io.voxbus.protocol.api.ReferOption;
import io.voxbus.protocol.api.Seconds;
import io.voxbus.protocol.api.SipOption;
import io.voxbus.protocol.api.TtsOption;
import io.voxbus.protocol.api.VadOption;
import io.voxbus.testing.Records;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands as clients write them (wire-spec 1.3, 2, 7.2). */
class JsonCommandTest {
  private static final Command INTERRUPT = new Command.Interrupt(false, null);

  @ParameterizedTest
  @MethodSource
  void theOfficialClientIsUnderstood(String line, Command command) {
    assertEquals(command, Json.command(line + "\n"));
  }

  static Stream<Arguments> theOfficialClientIsUnderstood() {
    CallOption option = Records.of(CallOption.class, "denoise", true, "asr",
        Records.of(AsrOption.class, "provider", "voiceapi", "samplerate", 16_000), "tts",
        Records.of(TtsOption.class, "provider", "voiceapi", "maxConcurrentTasks", 3),
        "handshakeTimeout", new Seconds(30_000));
    return Stream.of(
        line("{\"command\":\"invite\",\"option\":{\"denoise\":true,\"asr\":{\"provider\":"
            + "\"voiceapi\",\"sampleRate\":16000},\"tts\":{\"provider\":\"voiceapi\","
            + "\"maxConcurrentTasks\":3},\"handshakeTimeout\":30}}", new Command.Invite(option)),
        line("{\"command\":\"ringing\",\"ringtone\":\"r.wav\",\"recorder\":"
            + "{\"samplerate\":16000}}",
            new Command.Ringing("r.wav", false,
                Records.of(RecorderOption.class, "samplerate", 16_000))),
        line("{\"command\":\"accept\",\"option\":{}}", new Command.Accept(CallOption.NONE)),
        line("{\"command\":\"reject\",\"reason\":\"busy\"}", new Command.Reject("busy", null)),
        line("{\"command\":\"tts\",\"text\":\"\",\"playId\":\"1\",\"autoHangup\":true,"
            + "\"endOfStream\":true,\"waitInputTimeout\":5000}",
            Records.of(Command.Tts.class, "text", "", "playId", "1", "autoHangup", true,
                "endOfStream", true, "waitInputTimeout", 5_000)),
        line("{\"command\":\"tts\",\"text\":\"a\",\"playId\":\"1\",\"streaming\":true,"
            + "\"option\":{}}",
            Records.of(Command.Tts.class, "text", "a", "playId", "1", "streaming", true, "option",
                TtsOption.NONE)),
        line("{\"command\":\"play\",\"url\":\"u\",\"autoHangup\":true}",
            new Command.Play("u", null, true, null, null)),
        line("{\"command\":\"interrupt\"}", INTERRUPT),
        line("{\"command\":\"interrupt\",\"graceful\":true}", new Command.Interrupt(true, null)),
        line("{\"command\":\"pause\"}", new Command.Pause(null)),
        line("{\"command\":\"resume\"}", new Command.Resume(null)),
        line("{\"command\":\"hangup\"}", new Command.Hangup(null, null, null, false)),
        line("{\"command\":\"refer\",\"caller\":\"a\",\"callee\":\"b\",\"options\":"
            + "{\"moh\":\"m\"}}",
            new Command.Refer(null, "a", "b", Records.of(ReferOption.class, "moh", "m"))),
        line("{\"command\":\"mute\"}", new Command.Mute(null)),
        line("{\"command\":\"unmute\",\"trackId\":\"x\"}", new Command.Unmute("x")),
        line("{\"command\":\"history\",\"speaker\":\"s\",\"text\":\"t\"}",
            new Command.History("s", "t")));
  }

  @ParameterizedTest
  @MethodSource
  void whatOtherClientsSendIsUnderstood(String line, Command command) {
    assertEquals(command, Json.command(line));
  }

  static Stream<Arguments> whatOtherClientsSendIsUnderstood() {
    CallOption option = Records.of(CallOption.class, "caller", "sip:a@h", "callee", "sip:b@h",
        "offer", "v=0…", "asr", Records.of(AsrOption.class, "model", "m"), "tts", TtsOption.NONE,
        "vad", Records.of(VadOption.class, "type", "webrtc", "ratio", 0.5));
    return Stream.of(
        line("{\"command\":\"invite\",\"callType\":\"webrtc\",\"option\":{\"caller\":\"sip:a@h\","
            + "\"callee\":\"sip:b@h\",\"offer\":\"v=0…\",\"asr\":{\"model\":\"m\"},\"tts\":{},"
            + "\"vad\":{\"type\":\"webrtc\",\"ratio\":0.5,\"enabled\":true}}}",
            new Command.Invite(option)),
        line("{\"command\":\"tts\",\"text\":\"hi\",\"playId\":\"1\",\"endOfStream\":true}",
            Records.of(Command.Tts.class, "text", "hi", "playId", "1", "endOfStream", true)),
        line("{\"command\":\"tts\",\"text\":\"\",\"playId\":\"llm-…\",\"endOfStream\":true,"
            + "\"autoHangup\":true}",
            Records.of(Command.Tts.class, "text", "", "playId", "llm-…", "endOfStream", true,
                "autoHangup", true)),
        line("{\"command\":\"refer\",\"target\":\"sip:x@h\",\"options\":{\"bypass\":true,"
            + "\"timeout\":30,\"moh\":\"…\",\"autoHangup\":true}}",
            new Command.Refer("sip:x@h", null, null, Records.of(ReferOption.class, "bypass", true,
                "timeout", new Seconds(30_000), "moh", "…", "autoHangup", true))),
        line("{\"command\":\"refer\",\"caller\":\"sip:a@h\",\"callee\":\"sip:x@h\",\"options\":"
            + "{\"moh\":\"…\",\"sip\":{\"username\":\"u\"},\"asr\":{}}}",
            new Command.Refer(null, "sip:a@h", "sip:x@h", Records.of(ReferOption.class, "moh",
                "…", "sip", Records.of(SipOption.class, "username", "u"), "asr",
                Records.of(AsrOption.class)))),
        line("{\"command\":\"mute\",\"trackId\":\"…\"}", new Command.Mute("…")),
        line("{\"command\":\"candidate\",\"candidates\":[\"candidate:…\"]}",
            new Command.Candidate(List.of("candidate:…"))),
        line("{\"command\":\"hangup\",\"reason\":\"user_requested\",\"initiator\":\"user\"}",
            new Command.Hangup("user_requested", "user", null, false)),
        line("{\"command\":\"dtmf\",\"digit\":\"1\",\"durationMs\":120}",
            new Command.Dtmf("1", 120, null)),
        line("{\"command\":\"custom\",\"sender\":\"app\",\"data\":{\"k\":[1,null]}}",
            new Command.Custom("app", Map.of("k", java.util.Arrays.asList(1, null)))),
        line("{\"command\":\"bridge\",\"targetSessionId\":\"s2\"}", new Command.Bridge("s2")),
        line("{\"command\":\"unbridge\"}", new Command.Unbridge()),
        line("{\"command\":\"message\",\"body\":\"b\",\"contentType\":\"text/plain\"}",
            new Command.Message("b", "text/plain", null, false)),
        line("{\"command\":\"addIceCandidate\",\"candidate\":\"\",\"sdpMid\":\"0\","
            + "\"sdpMlineIndex\":0}", new Command.AddIceCandidate("", "0", 0)));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{\"command\":\"tts\",\"text\":\"a\",\"playId\":\"1\",\"autoHangup\":true,"
          + "\"endOfStream\":true,\"waitInputTimeout\":9,\"cacheKey\":\"k\"}",
      "{\"command\":\"tts\",\"text\":\"a\",\"play_id\":\"1\",\"auto_hangup\":true,"
          + "\"end_of_stream\":true,\"wait_input_timeout\":9,\"cache_key\":\"k\"}",
      "{\"command\":\"tts\",\"text\":\"a\",\"playid\":\"1\",\"autohangup\":true,"
          + "\"endofstream\":true,\"waitinputtimeout\":9,\"cachekey\":\"k\"}",
      "{\"command\":\"TTS\",\"Text\":\"a\",\"PlayId\":\"1\",\"AutoHangup\":true,"
          + "\"EndOfStream\":true,\"WaitInputTimeout\":9,\"CacheKey\":\"k\"}"})
  void anyCasingIsUnderstood(String line) {
    assertEquals(Records.of(Command.Tts.class, "text", "a", "playId", "1", "autoHangup", true,
        "endOfStream", true, "waitInputTimeout", 9, "cacheKey", "k"), Json.command(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"addIceCandidate", "add_ice_candidate", "addicecandidate",
      "AddIceCandidate"})
  void anyCasingOfTheCommandIsUnderstood(String name) {
    assertEquals(new Command.AddIceCandidate("c", null, null),
        Json.command("{\"command\":\"" + name + "\",\"candidate\":\"c\"}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sdpMlineIndex", "sdpMLineIndex", "sdp_mline_index",
      "sdp_m_line_index", "sdpmlineindex"})
  void anyNameOfTheMediaLineIsUnderstood(String name) {
    assertEquals(new Command.AddIceCandidate("c", null, 1),
        Json.command("{\"command\":\"addIceCandidate\",\"candidate\":\"c\",\"" + name + "\":1}"));
  }

  @Test
  void olderNamesAreUnderstood() {
    CallOption option = Records.of(CallOption.class, "samplerate", 8_000, "sip",
        Records.of(SipOption.class, "realm", "d", "hangupHeaders", Map.of("a", "b")), "eou",
        Records.of(EouOption.class, "secretKey", "k"), "realtime",
        Records.of(RealtimeOption.class, "secretKey", "r"), "asr",
        Records.of(AsrOption.class, "samplerate", 16_000, "secretKey", "x"), "tts",
        Records.of(TtsOption.class, "speaker", "v", "samplerate", 8_000));
    assertEquals(new Command.Invite(option), Json.command("{\"command\":\"invite\",\"options\":"
        + "{\"sampleRate\":8000,\"sip\":{\"domain\":\"d\",\"hangup_headers\":{\"a\":\"b\"}},"
        + "\"eou\":{\"apiKey\":\"k\"},\"realtime\":{\"api_key\":\"r\"},\"asr\":"
        + "{\"sample_rate\":16000,\"apikey\":\"x\"},\"tts\":{\"voice\":\"v\","
        + "\"samplerate\":8000}}}"));
    assertEquals(new Command.Accept(CallOption.NONE),
        Json.command("{\"command\":\"accept\",\"options\":{}}"));
    assertEquals(new Command.Refer("t", null, null, Records.of(ReferOption.class, "moh", "m")),
        Json.command("{\"command\":\"refer\",\"target\":\"t\",\"option\":{\"moh\":\"m\"}}"));
    assertEquals(new Command.Message("b", null, null, false),
        Json.command("{\"command\":\"message\",\"text\":\"b\"}"));
    assertEquals(new Command.Dtmf("12", 50, null),
        Json.command("{\"command\":\"dtmf\",\"digits\":\"12\",\"duration\":50}"));
  }

  @ParameterizedTest
  @CsvSource({"30, 30000", "'\"30\"', 30000", "'\"30s\"', 30000", "'\"500ms\"', 500",
      "1.5, 1500", "0, 0"})
  void secondsAreWrittenInManyWays(String written, long millis) {
    assertEquals(Records.of(CallOption.class, "handshakeTimeout", new Seconds(millis)),
        option("{\"handshakeTimeout\":" + written + "}"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"200|200", "\"200ms\"|200", "\"1s\"|1000",
      "{\"secs\":1,\"nanos\":200000000}|1200"})
  void millisecondsAreWrittenInManyWays(String written, long millis) {
    assertEquals(
        Records.of(CallOption.class, "recorder",
            Records.of(RecorderOption.class, "ptime", new Millis(millis))),
        option("{\"recorder\":{\"ptime\":" + written + "}}"));
  }

  @Test
  void nullIsAsIfItWereNotThereAndUnknownFieldsAreIgnored() {
    assertEquals(Records.of(Command.Tts.class, "text", "a"),
        Json.command("{\"command\":\"tts\",\"text\":\"a\",\"playId\":null,\"autoHangup\":null,"
            + "\"streaming\":null,\"waitInputTimeout\":null,\"option\":null,\"more\":{\"x\":1}}"));
    assertEquals(new Command.Invite(null), Json.command("{\"command\":\"invite\"}"));
    assertEquals(CallOption.NONE, ((Command.Invite) Json.command(
        "{\"command\":\"invite\",\"option\":null}")).call());
    assertEquals(CallOption.NONE, option("{\"handshakeTimeout\":null,\"asr\":null,\"new\":[]}"));
  }

  @Test
  void aTypeThatCanOnlyMeanOneThingIsUnderstood() {
    assertEquals(
        Records.of(Command.Tts.class, "text", "7", "playId", "1", "autoHangup", true,
            "waitInputTimeout", 5_000),
        Json.command("{\"command\":\"tts\",\"text\":7,\"playId\":1,\"autoHangup\":\"true\","
            + "\"waitInputTimeout\":\"5000\"}"));
    assertEquals(Records.of(CallOption.class, "extra", Map.of("n", "1", "b", "true")),
        option("{\"extra\":{\"n\":1,\"b\":true}}"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{\"command\":\"tts\",\"text\":\"a\",\"waitInputTimeout\":\"soon\"}|field waitInputTimeout",
      "{\"command\":\"tts\",\"text\":{}}|field text",
      "{\"command\":\"tts\",\"text\":\"a\",\"autoHangup\":[]}|field autoHangup",
      "{\"command\":\"invite\",\"option\":{\"asr\":{\"samplerate\":{}}}}|field option.asr.samplerate",
      "{\"command\":\"invite\",\"option\":{\"asr\":\"tencent\"}}|field option.asr",
      "{\"command\":\"invite\",\"option\":{\"handshakeTimeout\":\"soon\"}}|field option.handshakeTimeout",
      "{\"command\":\"candidate\",\"candidates\":\"c\"}|field candidates",
      "{\"command\":\"tts\",\"waitInputTimeout\":99999999999}|field waitInputTimeout"})
  void aWrongTypeIsRefusedWithTheNameOfItsField(String line, String where) {
    Fault fault = assertThrows(Fault.class, () -> Json.command(line));
    assertEquals(400, fault.code());
    assertEquals(where, fault.getMessage().substring(0, fault.getMessage().indexOf(':')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "}", "{\"command\":\"pause\"", "{\"command\":\"pause\"}}",
      "{\"command\":\"pause\"} {\"command\":\"resume\"}", "{command:\"pause\"}", "hello",
      "{\"command\":\"pause\",}", "\u0000", "{\"command\":\"tts\",\"text\":\"\\ud800\\\"}",
      "{'command':'pause'}", "{\"command\":\"tts\",\"waitInputTimeout\":1e999999999}"})
  void malformedJsonIsRefused(String text) {
    assertEquals(400, assertThrows(Fault.class, () -> Json.command(text)).code());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"[]|a command is a JSON object",
      "\"pause\"|a command is a JSON object", "null|a command is a JSON object",
      "{}|the field \"command\" is missing", "{\"command\":1}|the field \"command\" is missing",
      "{\"command\":null}|the field \"command\" is missing",
      "{\"command\":\"\"}|unknown command \"\"", "{\"command\":\"foo\"}|unknown command \"foo\"",
      "{\"command\":\"Command\"}|unknown command \"Command\""})
  void whatIsNoCommandIsRefusedWithTheReason(String text, String reason) {
    Fault fault = assertThrows(Fault.class, () -> Json.command(text));
    assertEquals("400 " + reason, fault.code() + " " + fault.getMessage());
  }

  @Test
  void aReasonIsShortHoweverLongTheCommand() {
    String name = "x".repeat(100_000);
    Fault fault = assertThrows(Fault.class, () -> Json.command("{\"command\":\"" + name + "\"}"));
    assertEquals(true, fault.getMessage().length() < 200);
  }

  @Test
  void dataMayBeDeepButNotBottomless() {
    assertEquals(Command.Custom.class, Json.command(nested(90)).getClass());
    assertEquals(400, assertThrows(Fault.class, () -> Json.command(nested(110))).code());
    assertEquals(400, assertThrows(Fault.class, () -> Json.command(nested(1_000_000))).code());
  }

  @Test
  void aLongTextIsUnderstood() {
    String text = "word ".repeat(200_000);
    assertEquals(Records.of(Command.Tts.class, "text", text),
        Json.command("{\"command\":\"tts\",\"text\":\"" + text + "\"}"));
  }

  @ParameterizedTest
  @MethodSource("theOfficialClientIsUnderstood")
  void whatIsWrittenIsReadBack(String line, Command command) {
    assertEquals(command, Json.command(Json.text(command)));
  }

  private static String nested(int depth) {
    return "{\"command\":\"custom\",\"data\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
  }

  private static CallOption option(String json) {
    return ((Command.Invite) Json.command("{\"command\":\"invite\",\"option\":" + json + "}"))
        .call();
  }

  private static Arguments line(String line, Command command) {
    return Arguments.of(line, command);
  }
}
