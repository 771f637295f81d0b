package io.voxbus.call.playback;

import io.voxbus.call.turn.Turn;

/** What follows the end of a playback. */
public interface Ending {
  void autoHangup(Turn turn);

  void waitForInput(Turn turn, int millis);
}
