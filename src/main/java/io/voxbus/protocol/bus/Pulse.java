package io.voxbus.protocol.bus;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;
import java.util.Set;

/** By what nodes make sure of each other, several times a second. A node is named {@code id/run}: each start differs. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "pulse")
public sealed interface Pulse {
  String from();

  /**
   * Are you there?
   *
   * @param sentNanos  by the sender's clock
   * @param voters     whom the sender counts; empty when it doesn't stand
   * @param wallMillis the sender's wall clock while it acts for its calls, else 0; 0 also from older nodes
   * @param learner    whether the sender has not been let in by anybody yet; older nodes do not tell
   */
  record Beat(String from, long sentNanos, Set<String> voters, long wallMillis,
      boolean learner) implements Pulse {}

  /**
   * The answer to a beat.
   *
   * @param sentNanos of the beat
   * @param voters    whom the answerer counts; empty when it doesn't stand
   * @param quiet     lost nodes, and for how many nanoseconds it has given them no answer
   */
  record Ack(String from, long sentNanos, Set<String> voters,
      Map<String, Long> quiet) implements Pulse {}

  /** I leave, and have no calls any more. */
  record Goodbye(String from) implements Pulse {}
}
