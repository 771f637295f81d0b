package io.voxbus.call.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voxbus.call.record.CallRecordConfig.Casing;
import io.voxbus.call.record.CallRecordConfig.Type;
import io.voxbus.protocol.api.Seconds;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Call records to test with. */
final class Records {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Records() {}

  /** A call that was never set up. */
  static CallRecord failed(String callId) {
    return new CallRecord("webSocket", callId, null, Instant.parse("2026-11-22T16:50:03.123456Z"),
        null, null, Instant.parse("2026-11-22T16:50:04Z"), "", "", 0, null, null, null, List.of(),
        List.of(), null, null);
  }

  /** A call of which everything is known. */
  static CallRecord complete(String callId, Path recording, Path dump) {
    return complete(callId, recording, dump, Map.of("k", "v"));
  }

  /** @param extra of the recording */
  static CallRecord complete(String callId, Path recording, Path dump,
      Map<String, String> extra) {
    return new CallRecord("webSocket", callId,
        json("{\"asr\":{\"provider\":\"local\",\"secretKey\":\"k\"}}"),
        Instant.parse("2026-11-22T16:50:03Z"), Instant.parse("2026-11-22T16:50:04Z"),
        Instant.parse("2026-11-22T16:50:05.5Z"), Instant.parse("2026-11-22T16:51:00Z"), "alice",
        "bob", 200, "v=0\r\na=ice-pwd:pw\r\n", "v=0\r\n", "caller",
        List.of(new CallRecord.HangupMessage(486, "busy", null)),
        List.of(new CallRecord.Media("t1", recording, 44, extra)),
        json("{\"tenant\":\"7\",\"api_key\":\"k\"}"), dump);
  }

  static CallRecordConfig folder(Path root) {
    return new CallRecordConfig(Type.LOCAL, root.toString(), null, null, null, null, null, null,
        null, null, null, null);
  }

  /** With intervals short enough for a test. */
  static CallRecordConfig http(String url, Path spool, boolean withMedia, long maxSpoolBytes) {
    return new CallRecordConfig(Type.HTTP, null, url, Map.of("Authorization", "Bearer t"),
        withMedia, Casing.SNAKE, spool.toString(), maxSpoolBytes, 2, new Seconds(5_000),
        new Seconds(5), new Seconds(40));
  }

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
