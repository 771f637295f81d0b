package io.voxbus.protocol.bus;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How a node answers. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reply")
public sealed interface NodeReply {
  /** A node and its load. */
  record Described(String nodeId, String version, int calls, int maxCalls) implements NodeReply {}
}
