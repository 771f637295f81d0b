package io.voxbus.media.lasting;

import io.voxbus.media.leg.Signalling;
import java.util.Map;

/** Who talks for the legs of a call in descriptions, by the name of the leg. */
public record Talkers(Map<String, Signalling> byLeg) {
  public Talkers {
    byLeg = Map.copyOf(byLeg);
  }
}
