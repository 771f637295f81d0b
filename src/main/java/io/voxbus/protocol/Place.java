package io.voxbus.protocol;

/** Where a local address is served. */
public sealed interface Place {
  /** On this node. */
  record Here() implements Place {}
  /** On the node of that id. */
  record On(String nodeId) implements Place {}
  /** On the node that owns the call. */
  record OwnerOf(String callId) implements Place {}
}
