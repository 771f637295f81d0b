package io.voxbus.protocol.bus;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a node answers. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reply")
public sealed interface NodeReply {
  /**
   * A node and its load.
   *
   * @param remembered nothing from older nodes
   */
  record Described(String nodeId, String version, int calls, int maxCalls,
      Remembered remembered) implements NodeReply {
    public Described {
      remembered = remembered == null ? Remembered.NOTHING : remembered;
    }
  }
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
   * What a node remembers of calls that have ended.
   *
   * @param millis for how long it has remembered them all
   * @param epochs the epoch under which a call has ended, by its id
   */
  record Remembered(long millis, Map<String, Long> epochs) {
    public static final Remembered NOTHING = new Remembered(0, Map.of());

    /** What this and the other node remember together. */
    public Remembered and(Remembered other) {
      Map<String, Long> all = new HashMap<>(epochs);
      other.epochs.forEach((id, epoch) -> all.merge(id, epoch, Math::max));
      return new Remembered(Math.max(millis, other.millis), all);
    }
  }

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
