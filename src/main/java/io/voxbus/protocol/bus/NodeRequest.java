package io.voxbus.protocol.bus;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What is asked of a node. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "ask")
public sealed interface NodeRequest {
  /**
   * Say how you are, and what you remember of those calls. Answered by {@link NodeReply.Described}.
   *
   * @param callIds older nodes do not ask for any
   */
  record Describe(List<String> callIds) implements NodeRequest {
    public Describe {
      callIds = callIds == null ? List.of() : callIds;
    }
  }
  /** Say that you are ready for calls. Answered by {@link NodeReply.Healthy}, or a fault 503 with the reason. */
  record CheckHealth() implements NodeRequest {}
  /** Say which versions of your components run. Answered by {@link NodeReply.Versions}. */
  record ListVersions() implements NodeRequest {}
  /**
   * Replace a component, or the one that a plug-in belongs to. Answered by {@link NodeReply.Redeployed}.
   *
   * @param migrate whether what runs goes on in the new code, as far as it can, and not in the old
   */
  record Redeploy(String component, boolean migrate) implements NodeRequest {}
  /** Take no more calls, let those you have move or end, and leave. Answered by {@link NodeReply.Draining}. */
  record Drain() implements NodeRequest {}
  /** Die at once, as by a power cut; in a demo only. Answered by {@link NodeReply.Draining}. */
  record Die() implements NodeRequest {}
}
