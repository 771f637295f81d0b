package io.voxbus.sip.door;

import java.net.InetAddress;
import java.util.Optional;

/** Knows carriers by where their requests come from. */
public interface TrunkSource {
  TrunkSource NONE = (address, transport) -> Optional.empty();

  /** The name of the trunk. */
  Optional<String> trunk(InetAddress address, String transport);
}
