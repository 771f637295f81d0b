package io.voxbus.call.rules;

import io.voxbus.sdp.MediaLine;
import io.voxbus.sdp.Sdp;
import io.voxbus.sdp.SdpFailed;

/** Whether an offer puts us on hold: by its direction, or in the old way by the address 0.0.0.0 (RFC 3264 section 8.4). */
final class HoldState {
  private static final String NOWHERE = "0.0.0.0";

  private HoldState() {}

  static boolean of(String sdp) {
    try {
      Sdp offer = Sdp.parse(sdp);
      return offer.media().stream().filter(MediaLine::isAudio).findFirst()
          .map(line -> isHeld(offer, line)).orElse(false);
    } catch (SdpFailed e) {
      return false; // the media has refused it already
    }
  }

  private static boolean isHeld(Sdp offer, MediaLine line) {
    String connection = offer.connection(line);
    return !offer.direction(line).receives()
        || (connection != null && connection.endsWith(" " + NOWHERE));
  }
}
