package io.voxbus.call.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.voxbus.bus.Json;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.Client;
import java.util.List;

/**
 * What another node restores a call from.
 *
 * @param keptMillis when the call became as it is told here, wall clock: what plays has gone on since
 * @param node       the owner
 * @param epoch      of the owner; 0: kept by an older version, which did not tell
 * @param moved      whether its owner has stopped, and waits for it to be taken over
 * @param seq        of the newest event
 * @param events     the newest ones
 * @param recordings one that is under way is the last
 */
public record CallState(String node, long epoch, long keptMillis, boolean moved, long seq,
    List<Emitted> events, CallSetup setup, List<Client> clients, List<RecordedPart> recordings,
    MachineState machine) {
  /**
   * How many owners it has had since it was kept, with that of this epoch, 1 at least: one that died soon may not have kept
   * what it has told the far ends.
   */
  public int ownersUntil(long later) {
    return epoch == 0 ? 1 : (int) Math.max(1, later - epoch);
  }

  /** @throws IllegalArgumentException when it is not what {@link StateText} writes */
  public static CallState read(String json) {
    try {
      return Json.mapper().readValue(json, CallState.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no state of a call: " + e.getOriginalMessage(), e);
    }
  }
}
