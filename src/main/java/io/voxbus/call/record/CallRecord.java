package io.voxbus.call.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call was; one for every session, also when it was never set up.
 *
 * @param callType     {@code webrtc}, {@code sip} or {@code webSocket}
 * @param option       as the call was set up; its secrets are masked when it is written
 * @param statusCode   of SIP or HTTP, 0 when the call was never set up
 * @param hangupReason {@code caller, callee, system, autohangup, noAnswer ...}; anything else is written as other
 * @param extras       whatever else is known, null when nothing
 */
public record CallRecord(String callType, String callId, @Nullable JsonNode option,
    Instant startTime, @Nullable Instant ringTime, @Nullable Instant answerTime, Instant endTime,
    String caller, String callee, int statusCode, @Nullable String offer, @Nullable String answer,
    @Nullable String hangupReason, List<HangupMessage> hangupMessages, List<Media> recorder,
    @Nullable JsonNode extras, @Nullable Path dumpEventFile) {
  public CallRecord {
    hangupMessages = List.copyOf(hangupMessages);
    recorder = List.copyOf(recorder);
  }

  /** Who ended the call and what they said. */
  public record HangupMessage(int code, @Nullable String reason, @Nullable String target) {}

  /** A recording. {@code size} in bytes. */
  public record Media(String trackId, Path path, long size, @Nullable Map<String, String> extra) {
    /** Whether it is whole, and on the disk of the node that writes the record. */
    boolean isHere() {
      return extra == null || !extra.containsKey("node");
    }
  }
}
