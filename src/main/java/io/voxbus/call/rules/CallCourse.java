package io.voxbus.call.rules;

import io.voxbus.call.turn.Phase;
import io.voxbus.call.turn.Turn;
import io.voxbus.protocol.api.CallOption;

/** What the rules of one concern let the whole call do. */
interface CallCourse {
  CallOption option();

  Phase phase();

  /** The call is being taken, with these options. */
  void take(CallOption option);

  /** Both sides hear each other; {@code sdp} is what the client is told. */
  void answered(Turn turn, String sdp);

  /** The far end hears us before it is answered: what waited for that is played. */
  void audible(Turn turn);

  /** {@code hangup} follows when the media is closed. */
  void end(Turn turn, String reason, String initiator);

  /** The media is closed: nothing more comes. */
  void closed(Turn turn, long receivedMillis);
}
