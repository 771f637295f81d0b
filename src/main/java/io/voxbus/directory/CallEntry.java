package io.voxbus.directory;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.protocol.bus.CallType;
import org.jspecify.annotations.Nullable;

/**
 * A live call as every node sees it. Written only by its owner.
 *
 * @param node          the owner
 * @param epoch         grows each time another node takes the call over
 * @param state         pending (it came in and waits to be taken), connecting, ringing or answered
 * @param createdMillis wall clock, ms, like the other times
 * @param option        the call's options, secrets masked
 */
public record CallEntry(String id, CallType type, String node, long epoch, String state,
    long createdMillis, @Nullable Long ringMillis, @Nullable Long answerMillis,
    @Nullable String caller, @Nullable String callee, JsonNode option) {
  /** The same call with its next owner. */
  public CallEntry takenOver(String by) {
    return new CallEntry(id, type, by, epoch + 1, state, createdMillis, ringMillis, answerMillis,
        caller, callee, option);
  }

  /** A call that came in is pending until it is taken, though it rings. */
  public CallEntry ringing(long nowMillis) {
    return new CallEntry(id, type, node, epoch, isPending() ? state : "ringing", createdMillis,
        nowMillis, answerMillis, caller, callee, option);
  }

  /** Whether a client may come and take it. */
  @JsonIgnore
  public boolean isPending() {
    return state.equals("pending");
  }

  /** Whether no more is known of it than that it is there. */
  @JsonIgnore
  public boolean isConnecting() {
    return state.equals("connecting");
  }

  public CallEntry answered(long nowMillis) {
    return new CallEntry(id, type, node, epoch, "answered", createdMillis, ringMillis, nowMillis,
        caller, callee, option);
  }
}
