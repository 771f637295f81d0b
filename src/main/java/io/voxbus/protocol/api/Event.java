package io.voxbus.protocol.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call tells its clients. The record's name in lower camel case is the value of {@code event}. Times are wall
 * clock in ms, durations in ms, both non-negative integers: official clients drop an event with anything else.
 * {@code refer} is true on events of a transferred leg, absent otherwise.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
public sealed interface Event {
  /** A telephone call has come in and waits to be accepted. */
  record Incoming(String trackId, long timestamp, @Nullable String caller, @Nullable String callee,
      @Nullable String sdp, @Nullable Map<String, String> headers) implements Event {}
  /** The call is up on {@code node}; {@code sdp} is empty for audio on the socket. */
  record Answer(String trackId, long timestamp, String sdp, @Nullable Boolean refer,
      @Nullable String node)
      implements
        Event {}
  /** The far end refused. */
  record Reject(String trackId, long timestamp, String reason, @Nullable Integer code,
      @Nullable Boolean refer) implements Event {}
  /** The far end rings; {@code earlyMedia} when it sends audio already. */
  record Ringing(String trackId, long timestamp, boolean earlyMedia, @Nullable Boolean refer)
      implements
        Event {}
  /** The last event of every call. Times as RFC 3339 text. */
  record Hangup(String trackId, long timestamp, String reason, String initiator, String startTime,
      String hangupTime, @Nullable String answerTime, @Nullable String ringingTime,
      @Nullable Party from, @Nullable Party to, @Nullable Map<String, Object> extra,
      @Nullable Boolean refer) implements Event {}
  /** Who called or was called. */
  record Party(@Nullable String username, @Nullable String realm, @Nullable String source) {}
  /** The server can be reached here as well, or, empty, nowhere else; for a call that asked to {@code trickle}. */
  record Candidate(String trackId, long timestamp, String candidate, @Nullable String sdpMid,
      @JsonProperty("sdpMLineIndex") int sdpMLineIndex, String usernameFragment)
      implements
        Event {}
  /**
   * The call goes on at {@code node}: the client of a WebRTC call restarts ICE and invites once more, with the offer that
   * it has then. The answer has these ICE parameters, and the same fingerprint.
   */
  record Migrate(String trackId, long timestamp, String node, String iceUfrag, String icePwd,
      List<String> candidates) implements Event {}
  /** ICE and DTLS are up, or RTP flows. */
  record MediaReady(String trackId, long timestamp) implements Event {}
  /**
   * Who has answered, in {@code text}: {@code human}, {@code machine} or {@code unknown}; then of a machine its
   * {@code beep}, or the {@code end} of a greeting without one.
   */
  record AnswerMachineDetection(String trackId, long timestamp, long startTime, long endTime,
      String text) implements Event {}
  /** What early media says: whether it rings, is busy, speaks ... */
  record RingbackState(String trackId, long timestamp, String state, int stateIndex,
      Double confidence, @Nullable String prevState, @Nullable Double prevConfidence,
      @Nullable Boolean refer, boolean isFinal) implements Event {}
  /** Somebody began to speak at {@code startTime}. */
  record Speaking(String trackId, long timestamp, long startTime, @Nullable Boolean isFiller,
      @Nullable Double confidence, @Nullable Boolean refer) implements Event {}
  /**
   * Somebody stopped speaking: {@code startTime} and {@code duration} are those of the speech that ended,
   * {@code silenceStart} is where the silence began. When nobody spoke in time, they are those of the silence.
   */
  record Silence(String trackId, long timestamp, long startTime, long duration,
      @Nullable Long silenceStart, @Nullable Boolean refer) implements Event {}
  /** What the speaker said is complete, or they paused in the middle of it. */
  record Eou(String trackId, long timestamp, boolean completed, @Nullable Long interruptPoint,
      @Nullable String text, @Nullable Boolean refer) implements Event {
    /** The name by which the official Go client reads {@code completed}. */
    @JsonProperty("complete")
    public boolean complete() {
      return completed;
    }
  }
  /** A DTMF digit: {@code 0-9 * # A-D}. */
  record Dtmf(String trackId, long timestamp, String digit, @Nullable Boolean refer)
      implements
        Event {}
  /** A track began: the caller's (trackId = call id) or a playback. */
  record TrackStart(String trackId, long timestamp, @Nullable String playId, @Nullable Long ssrc)
      implements
        Event {}
  /** A track ended after {@code duration} ms of audio. */
  record TrackEnd(String trackId, long timestamp, long duration, @Nullable Long ssrc,
      @Nullable String playId) implements Event {}
  /**
   * Playback was cut short. {@code position} is the index of the word (character, where words are not spaced) of
   * {@code subtitle} that was being spoken, {@code current} of {@code totalDuration} ms had been heard.
   */
  record Interruption(String trackId, long timestamp, @Nullable String playId,
      @Nullable String subtitle, int position, int totalDuration, int current) implements Event {}
  /** The final text of an utterance. */
  record AsrFinal(String trackId, long timestamp, int index, long startTime, long endTime,
      String text, @Nullable Boolean isFiller, @Nullable Double confidence, @Nullable String taskId,
      @Nullable Boolean refer) implements Event {}
  /** The text of an utterance so far. */
  record AsrDelta(String trackId, int index, long timestamp, long startTime, long endTime,
      String text, @Nullable Boolean isFiller, @Nullable Double confidence, @Nullable String taskId,
      @Nullable Boolean refer) implements Event {}
  /** A piece of what a language model run by the server says. */
  record LlmDelta(long timestamp, String word) implements Event {}
  /** All of what a language model run by the server said. */
  record LlmFinal(long timestamp, String text) implements Event {}
  /** How long something took: {@code ttfb.asr.<provider>}, {@code completed.tts.<provider>} ... */
  record Metrics(long timestamp, String key, long duration, Map<String, Object> data)
      implements
        Event {}
  /** Something went wrong in {@code sender}; the call goes on unless a hangup follows. */
  record Error(String trackId, long timestamp, String sender, String error, @Nullable Integer code)
      implements
        Event {}
  /** The {@code history} command, told to every client of the call. */
  record AddHistory(@Nullable String sender, long timestamp, String speaker, String text)
      implements
        Event {}
  /** Anything that has no event of its own. */
  record Other(String trackId, long timestamp, String sender, @Nullable Map<String, String> extra)
      implements
        Event {}
  /** The {@code custom} command, told to every client; {@code extra} when its data is flat text. */
  record Custom(String trackId, long timestamp, @Nullable String sender, @Nullable Object data,
      @Nullable Map<String, String> extra) implements Event {}
  /** No audio came for the call's {@code inactivityTimeout}; a hangup follows. */
  record Inactivity(String trackId, long timestamp) implements Event {}
  /** The far end put the call on hold, or took it back. */
  record Hold(String trackId, long timestamp, boolean onHold, @Nullable Boolean refer)
      implements
        Event {}
  /** A realtime model asks for a tool. */
  record FunctionCall(String trackId, String callId, String name, String arguments, long timestamp)
      implements
        Event {}
  /** The far end asks to be transferred. */
  record TransferRequest(String trackId, long timestamp, String referTo,
      @Nullable String referredBy, @Nullable Boolean refer) implements Event {}
  /** A SIP MESSAGE came in. */
  record Message(String trackId, long timestamp, String body, @Nullable String contentType,
      @Nullable Boolean refer) implements Event {}
}
