package io.voxbus.http.caller;

/** What goes to a telephone system. */
sealed interface CallerOutput {
  record Text(String text) implements CallerOutput {}

  @SuppressWarnings("ArrayRecordComponent")
  record Bytes(byte[] bytes) implements CallerOutput {}
}
