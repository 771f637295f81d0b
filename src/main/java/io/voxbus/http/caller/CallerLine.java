package io.voxbus.http.caller;

/** The connection that a telephone system brings its call on. On its event loop. */
interface CallerLine {
  void send(CallerOutput output);

  /** Whether so much waits to be sent that audio had better be dropped. */
  boolean full();

  void close(int code, String reason);
}
