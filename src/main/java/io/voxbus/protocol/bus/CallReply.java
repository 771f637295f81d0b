package io.voxbus.protocol.bus;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How calls answer. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reply")
public sealed interface CallReply {
  /** The call lives on {@code nodeId}. */
  record Hosted(String nodeId) implements CallReply {}
  /** The client will get every event after the one asked for; {@code seq} is the newest. */
  record Attached(String nodeId, long seq) implements CallReply {}
  /** The phrase is kept under {@code key}: {@code bytes} of it are new, 0 when it was kept already. */
  record Precached(String key, long bytes) implements CallReply {}
  /** It was done, or had been done already. */
  record Done() implements CallReply {}
}
