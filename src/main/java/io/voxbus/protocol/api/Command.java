package io.voxbus.protocol.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks of a call. The record's name in lower camel case is the value of {@code command}; names and
 * fields are read in any casing, absent booleans are false, unknown fields are ignored.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
public sealed interface Command {
  /** Places the call described by {@code option}. */
  record Invite(@JsonAlias("options") @Nullable CallOption option) implements Command {
    public CallOption call() {
      return option == null ? CallOption.NONE : option;
    }
  }
  /** Takes an incoming call. */
  record Accept(@JsonAlias("options") @Nullable CallOption option) implements Command {
    public CallOption call() {
      return option == null ? CallOption.NONE : option;
    }
  }
  /** Refuses an incoming call; {@code code} is a SIP status, 603 when absent. */
  record Reject(@Nullable String reason, @Nullable Integer code) implements Command {}
  /** Lets an incoming call ring, with a ringtone as early media when one is named. */
  record Ringing(@Nullable String ringtone, boolean earlyMedia, @Nullable RecorderOption recorder)
      implements
        Command {}
  /** ICE candidates of a WebRTC client. */
  record Candidate(@Nullable List<String> candidates) implements Command {}
  /** One trickled ICE candidate; an empty one ends them. */
  record AddIceCandidate(@Nullable String candidate, @Nullable String sdpMid,
      @JsonAlias("sdpMLineIndex") @Nullable Integer sdpMlineIndex) implements Command {}
  /**
   * Speaks {@code text}. A {@code playId} equal to the one that plays is queued behind it, another replaces it.
   * {@code waitInputTimeout} is in ms; with {@code base64} the text is 16 kHz s16le audio.
   */
  record Tts(@Nullable String text, @Nullable String speaker, @Nullable String playId,
      boolean autoHangup, boolean streaming, boolean endOfStream,
      @Nullable Integer waitInputTimeout, boolean base64, @Nullable String cacheKey,
      @JsonAlias("options") @Nullable TtsOption option) implements Command {}
  /** Plays a file, an http(s) URL, {@code tone:<hz>}, {@code silence:<ms>} or {@code echo:}. */
  record Play(String url, @Nullable String playId, boolean autoHangup,
      @Nullable Integer waitInputTimeout, @Nullable Integer offsetMs) implements Command {}
  /** Ends what plays; {@code graceful} lets the text being spoken finish and drops what is queued. */
  record Interrupt(boolean graceful, @Nullable Integer fadeOutMs) implements Command {}
  /** Freezes playback; with a {@code playId}, only that one. */
  record Pause(@Nullable String playId) implements Command {}
  /** Continues what was paused. */
  record Resume(@Nullable String playId) implements Command {}
  /** Ends the call; {@code headers} go on a SIP BYE, {@code refer} ends only the transferred leg. */
  record Hangup(@Nullable String reason, @Nullable String initiator,
      @Nullable Map<String, String> headers, boolean refer) implements Command {}
  /** Transfers the call to {@code callee} ({@code target} in the older form). */
  record Refer(@Nullable String target, @Nullable String caller, @Nullable String callee,
      @JsonAlias("option") @Nullable ReferOption options) implements Command {}
  /** Silences a track: frames become silence, its DTMF is dropped. No {@code trackId}: all tracks. */
  record Mute(@Nullable String trackId) implements Command {}
  /** Undoes {@link Mute}. */
  record Unmute(@Nullable String trackId) implements Command {}
  /** Notes who said what; comes back as {@code addHistory}. */
  record History(@Nullable String speaker, @Nullable String text) implements Command {}
  /** A SIP MESSAGE inside the dialog. */
  record Message(@JsonAlias("text") @Nullable String body, @Nullable String contentType,
      @Nullable Map<String, String> headers, boolean refer) implements Command {}
  /** Joins the media of this call and another one. */
  record Bridge(String targetSessionId) implements Command {}
  /** Parts what {@link Bridge} joined. */
  record Unbridge() implements Command {}
  /** Anything of the application's own; comes back to every client of the call as {@code custom}. */
  record Custom(@Nullable String sender, @Nullable Object data) implements Command {}
  /** What the tool has given that a realtime model asked for by {@code functionCall}: text, or any JSON. */
  record FunctionResult(String callId, @Nullable Object result) implements Command {}
  /** Puts the far end of a telephone call on hold. */
  record Hold() implements Command {}
  /** Takes it back. */
  record Unhold() implements Command {}
  /** Sends DTMF digits to the peer, {@code durationMs} each (100 when absent). */
  record Dtmf(@JsonAlias("digits") String digit,
      @JsonAlias("duration") @Nullable Integer durationMs,
      @Nullable String playId) implements Command {}
}
