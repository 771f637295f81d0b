package io.voxbus.protocol.bus;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What is asked of a node. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "ask")
public sealed interface NodeRequest {
  /** Say how you are. Answered by {@link NodeReply.Described}. */
  record Describe() implements NodeRequest {}
}
