package io.voxbus.call.record;

import static io.voxbus.call.record.Records.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.voxbus.call.record.CallRecordConfig.Casing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordJsonTest {
  private static final String SNAKE = """
      {"call_type":"web_socket","option":{"asr":{"provider":"local","secretKey":"***"}},
       "call_id":"s1","start_time":"2026-11-22T16:50:03Z","ring_time":"2026-11-22T16:50:04Z",
       "answer_time":"2026-11-22T16:50:05.500Z","end_time":"2026-11-22T16:51:00Z",
       "caller":"alice","callee":"bob","status_code":200,
       "offer":"v=0\\r\\na=ice-pwd:***\\r\\n","answer":"v=0\\r\\n","hangup_reason":"by_caller",
       "hangup_messages":[{"code":486,"reason":"busy"}],
       "recorder":[{"track_id":"t1","path":"/r/s1.wav","size":44,"extra":{"k":"v"}}],
       "extras":{"tenant":"7","api_key":"***"},"dump_event_file":"/r/s1.events.jsonl"}""";
  private static final String CAMEL = """
      {"callType":"webSocket","option":{"asr":{"provider":"local","secretKey":"***"}},
       "callId":"s1","startTime":"2026-11-22T16:50:03Z","ringTime":"2026-11-22T16:50:04Z",
       "answerTime":"2026-11-22T16:50:05.500Z","endTime":"2026-11-22T16:51:00Z",
       "caller":"alice","callee":"bob","statusCode":200,
       "offer":"v=0\\r\\na=ice-pwd:***\\r\\n","answer":"v=0\\r\\n","hangupReason":"byCaller",
       "hangupMessages":[{"code":486,"reason":"busy"}],
       "recorder":[{"trackId":"t1","path":"/r/s1.wav","size":44,"extra":{"k":"v"}}],
       "extras":{"tenant":"7","api_key":"***"},"dumpEventFile":"/r/s1.events.jsonl"}""";
  private final CallRecord complete = Records.complete("s1", Path.of("/r/s1.wav"),
      Path.of("/r/s1.events.jsonl"));

  @Test
  void namesAreThoseOfTheFirstReleases() {
    assertEquals(json(SNAKE), written(complete, Casing.SNAKE));
  }

  @Test
  void namesAreThoseOfTheLaterReleases() {
    assertEquals(json(CAMEL), written(complete, Casing.CAMEL));
  }

  @Test
  void bothNamesAreGiven() {
    ObjectNode both = (ObjectNode) json(CAMEL);
    both.setAll((ObjectNode) json(SNAKE));
    both.set("recorder", json("""
        [{"track_id":"t1","trackId":"t1","path":"/r/s1.wav","size":44,"extra":{"k":"v"}}]"""));
    both.set("hangupMessages", json("[{\"code\":486,\"reason\":\"busy\"}]"));
    assertEquals(both, written(complete, Casing.BOTH));
  }

  @Test
  void callThatWasNeverSetUpSaysWhatIsKnown() {
    assertEquals(json("""
        {"call_type":"web_socket","call_id":"s1","start_time":"2026-11-22T16:50:03.123Z",
         "end_time":"2026-11-22T16:50:04Z","caller":"","callee":"","status_code":0,
         "recorder":[]}"""), written(Records.failed("s1"), Casing.SNAKE));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      caller            | "by_caller"
      callee            | "by_callee"
      refer             | "by_refer"
      system            | "by_system"
      byCaller          | "by_caller"
      autohangup        | "autohangup"
      noAnswer          | "no_answer"
      answerMachine     | "answer_machine"
      serverUnavailable | "server_unavailable"
      inactivityTimeout | "inactivity_timeout"
      canceled          | "canceled"
      max time reached  | {"other":"max time reached"}
      """)
  void reasonIsATokenOrOther(String reason, String written) {
    CallRecord record = new CallRecord("sip", "s1", null, Instant.EPOCH, null, null, Instant.EPOCH,
        "", "", 0, null, null, reason, List.of(), List.of(), null, null);
    assertEquals(json(written), RecordJson.write(record, Casing.SNAKE).get("hangup_reason"));
  }

  /** As a reader sees it. */
  private static JsonNode written(CallRecord record, Casing casing) {
    return json(RecordJson.write(record, casing).toString());
  }
}
