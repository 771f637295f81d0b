package io.voxbus.directory;

import com.fasterxml.jackson.databind.JsonNode;
import io.voxbus.protocol.bus.CallType;
import org.jspecify.annotations.Nullable;

/**
 * A live call as every node sees it. Written only by its owner.
 *
 * @param node          the owner
 * @param epoch         grows each time another node takes the call over
 * @param state         connecting, ringing, answered or ended
 * @param createdMillis wall clock, ms, like the other times
 * @param option        the call's options, secrets masked
 */
public record CallEntry(String id, CallType type, String node, long epoch, String state,
    long createdMillis, @Nullable Long ringMillis, @Nullable Long answerMillis,
    @Nullable String caller, @Nullable String callee, JsonNode option) {
  public CallEntry answered(long nowMillis) {
    return new CallEntry(id, type, node, epoch, "answered", createdMillis, ringMillis, nowMillis,
        caller, callee, option);
  }
}
