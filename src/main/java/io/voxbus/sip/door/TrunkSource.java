package io.voxbus.sip.door;

import io.voxbus.sip.stack.SipHop;
import java.util.Optional;
import javax.sip.address.SipURI;

/** Knows carriers by where their requests come from. */
public interface TrunkSource {
  TrunkSource NONE = (source, target) -> Optional.empty();

  /**
   * The name of the trunk.
   *
   * @param target what the request is for
   */
  Optional<String> trunk(SipHop source, SipURI target);
}
