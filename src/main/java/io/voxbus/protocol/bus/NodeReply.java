package io.voxbus.protocol.bus;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** How a node answers. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reply")
public sealed interface NodeReply {
  /** A node and its load. */
  record Described(String nodeId, String version, int calls, int maxCalls) implements NodeReply {}
  /** It takes calls. */
  record Healthy(String nodeId) implements NodeReply {}
  /**
   * The new version of a component serves.
   *
   * @param migrated sessions that went on in it
   * @param staying  sessions that go on in older code until they end
   */
  record Redeployed(String nodeId, Version version, int migrated, int staying)
      implements
        NodeReply {}
  /** It takes no more calls; it has so many. */
  record Draining(String nodeId, int calls) implements NodeReply {}
  /** What runs on a node. */
  record Versions(String nodeId, String version, List<Version> components) implements NodeReply {}

  /**
   * One version of a component.
   *
   * @param number   1 is what the node has started with
   * @param code     the same for the same classes; empty while it is not known
   * @param sessions calls, sockets or voices that run on it
   * @param current  whether it takes new work
   * @param provides names of the providers in it
   */
  record Version(String component, int number, String code, long sinceMillis, int sessions,
      boolean current, List<String> provides) {}
}
