package io.voxbus.call;

/** Where a call is in its life. */
enum Phase {
  NEW, CONNECTING, ANSWERED, ENDING, ENDED
}
